"""What a destroy finds out before it begins: what exists, who needs it, what is protected or not empty."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path
from typing import Any, cast

import pytest
from msgspec.structs import replace

from mwaa_tf.errors import MwaaTfError
from mwaa_tf.lifecycle import Lifecycle
from mwaa_tf.lifecycle.destroy_endpoints import StrandedEnvironment
from mwaa_tf.lifecycle.destroy_survey import DestroySurvey, Surveyor
from mwaa_tf.terraform import Terraform, TerraformError
from mwaa_tf.terraform.process import Result
from tests.lifecycle.support import (
    DEPLOYMENT,
    ETL,
    ETL_ENDPOINTS,
    ML,
    ML_ENDPOINTS,
    NETWORK,
    OWNER,
    Deployed,
    workspace,
)
from tests.lifecycle.test_buckets import RefusingS3


class StateFiles:
    """As much of Terraform as reads the state in a workspace's folder; one that is no JSON fails."""

    def init(self, workdir: Path, **_: object) -> None:
        assert workdir.is_dir()

    def run(self, workdir: Path, arguments: list[str], *_: object, **__: object) -> Result:
        assert arguments == ["state", "pull"], "a survey only reads"
        files = [*workdir.glob("*.tfstate")]
        text = files[0].read_text() if files else ""
        return Result(1, "", "the state is damaged") if text == DAMAGED else Result(0, text, "")

    def failed(self, workdir: Path, command: list[str], result: Result) -> TerraformError:
        return TerraformError(command, workdir, result.returncode, output=result.stderr)


DAMAGED = "{"

EVERYTHING = frozenset(DEPLOYMENT.by_path)
STATE = "0-state"


def record(deployed: Deployed, path: str, kind: str = "aws_eip", **attributes: Any) -> None:
    """Write a state with one resource into the workspace at ``path``."""
    block = {
        "mode": "managed",
        "type": kind,
        "name": "this",
        "provider": 'provider["registry.terraform.io/hashicorp/aws"]',
        "instances": [{"schema_version": 0, "attributes": attributes}],
    }
    state = {"version": 4, "terraform_version": "1.11.0", "serial": 1, "lineage": "x", "outputs": {}}
    (deployed.folder / path / "terraform.tfstate").write_text(json.dumps({**state, "resources": [block]}))


@pytest.fixture
def recorded(deployed: Deployed) -> Deployed:
    """The deployment, as if all of it were applied."""
    for path in EVERYTHING:
        record(deployed, path)
    return deployed


def survey(
    deployed: Deployed,
    chosen: Collection[str] | None = None,
    *,
    s3: Any = None,
    blueprint: Any = DEPLOYMENT,
    is_named: bool = False,
    missing: Collection[str] = (),
    assumed_destroyed: Collection[str] = (),
) -> DestroySurvey:
    def missing_credentials(workspace: Any) -> str:
        return "account 222222222222 (participant data)" if workspace.path in missing else ""

    lifecycle = Lifecycle(
        cast("Terraform", StateFiles()), blueprint, deployed.folder, missing_credentials=missing_credentials
    )
    surveyor = Surveyor(
        lifecycle,
        blueprint.by_path if chosen is None else chosen,
        lambda *_: s3,
        is_named=is_named,
        assumed_destroyed=assumed_destroyed,
        missing_credentials=missing_credentials,
    )
    return surveyor.survey()


def targets(found: DestroySurvey) -> list[str]:
    return [target.workspace.path for target in found.targets]


def test_all_that_exists_is_destroyed_in_reverse_order(recorded: Deployed) -> None:
    found = survey(recorded)

    assert targets(found) == [ETL_ENDPOINTS, ML_ENDPOINTS, ETL, ML, NETWORK]
    assert (found.kept, found.failed, found.obstacles, found.notes) == ({}, (), (), ())


def test_what_was_never_applied_is_nothing_to_destroy(deployed: Deployed) -> None:
    record(deployed, NETWORK)

    found = survey(deployed)

    assert targets(found) == [NETWORK]
    assert set(found.nothing_in) == EVERYTHING - {NETWORK}


def test_a_workspace_that_others_need_is_kept_and_they_are_named(recorded: Deployed) -> None:
    found = survey(recorded, {NETWORK, ETL})

    assert targets(found) == []
    assert found.kept == {ETL: (ETL_ENDPOINTS,), NETWORK: (ETL, ML, ETL_ENDPOINTS, ML_ENDPOINTS)}


def test_an_environment_is_destroyed_with_its_endpoints_and_the_network_is_not(recorded: Deployed) -> None:
    found = survey(recorded, {ETL, ETL_ENDPOINTS})

    assert targets(found) == [ETL_ENDPOINTS, ETL]
    assert found.kept == {}


def test_a_state_that_cannot_be_read_keeps_what_it_may_need(recorded: Deployed) -> None:
    (recorded.folder / ETL / "terraform.tfstate").write_text(DAMAGED)

    found = survey(recorded)

    assert targets(found) == [ETL_ENDPOINTS, ML_ENDPOINTS, ML]
    assert [outcome.workspace for outcome in found.failed] == [ETL]
    assert found.kept == {NETWORK: (ETL,)}


def test_without_credentials_of_an_account_its_workspaces_keep_what_they_need(recorded: Deployed) -> None:
    (recorded.folder / ETL_ENDPOINTS / "terraform.tfstate").write_text(DAMAGED)

    found = survey(recorded, {ETL}, missing={ETL_ENDPOINTS}, is_named=True)

    assert targets(found) == []
    assert found.kept == {ETL: (ETL_ENDPOINTS,)}
    assert found.notes == (
        f"{ETL_ENDPOINTS} needs {ETL}, and whether it still exists is not known: needs credentials of account "
        "222222222222 (participant data). If you have made sure that nothing of it exists any more, add "
        f"--assume-destroyed {ETL_ENDPOINTS}",
    )


@pytest.fixture
def unknown(deployed: Deployed) -> Deployed:
    """A network, of whose environments one was never applied, and one has a state that cannot be read."""
    record(deployed, NETWORK)
    (deployed.folder / ETL / "terraform.tfstate").write_text(DAMAGED)
    return deployed


@pytest.mark.parametrize("chosen", [{NETWORK}, {NETWORK, ML}, {NETWORK, ETL}])
def test_an_environment_whose_state_cannot_be_read_keeps_its_network(unknown: Deployed, chosen: set[str]) -> None:
    found = survey(unknown, chosen, is_named=True)

    assert targets(found) == []
    assert found.kept == {NETWORK: (ETL,)}
    (note,) = found.notes
    assert "the state is damaged" in note
    assert note.endswith(f"add --assume-destroyed {ETL}")


def test_a_state_that_is_cut_off_keeps_what_it_may_need(unknown: Deployed) -> None:
    (unknown.folder / ETL / "terraform.tfstate").write_text('{"version": 4, "resources": [{"mo')

    assert survey(unknown, {NETWORK}, is_named=True).kept == {NETWORK: (ETL,)}


@pytest.mark.parametrize("chosen", [{NETWORK}, {NETWORK, ETL}, EVERYTHING])
def test_who_knows_that_an_environment_is_gone_says_so(unknown: Deployed, chosen: set[str]) -> None:
    found = survey(unknown, chosen, assumed_destroyed={ETL}, is_named=True)

    assert targets(found) == [NETWORK]
    assert (found.kept, found.failed) == ({}, ())
    (note,) = found.notes
    assert note.startswith(f"{ETL} is assumed to be destroyed; its state was not read: ")


WITHOUT_ML = replace(
    DEPLOYMENT, workspaces=tuple(one for one in DEPLOYMENT.workspaces if one.path not in (ML, ML_ENDPOINTS))
)


@pytest.fixture
def without_ml(recorded: Deployed) -> Deployed:
    """The deployment, all applied, of whose configuration one environment was removed."""
    for path in EVERYTHING:
        (recorded.folder / path / "terraform.tf").touch()
    return recorded


@pytest.mark.parametrize("chosen", [{NETWORK}, {NETWORK, ETL, ETL_ENDPOINTS}])
def test_an_environment_that_is_no_longer_in_the_configuration_keeps_its_network(
    without_ml: Deployed, chosen: set[str]
) -> None:
    (without_ml.folder / ML_ENDPOINTS / "terraform.tfstate").unlink()

    found = survey(without_ml, chosen, blueprint=WITHOUT_ML, is_named=len(chosen) == 1)

    assert NETWORK not in targets(found)
    assert ML in found.kept[NETWORK]
    assert found.notes == (
        f"{ML} is no longer in the configuration, but still has 1 resource: put it back into the configuration and "
        "destroy it with the KEY data-ml",
    )


def test_endpoints_that_are_no_longer_in_the_configuration_keep_their_environment(without_ml: Deployed) -> None:
    blueprint = replace(WITHOUT_ML, workspaces=(*WITHOUT_ML.workspaces, DEPLOYMENT.by_path[ML]))

    found = survey(without_ml, blueprint=blueprint)

    assert targets(found) == [ETL_ENDPOINTS, ETL]
    assert found.kept == {ML: (ML_ENDPOINTS,), NETWORK: (ML, ML_ENDPOINTS)}


def test_other_environments_do_not_matter_for_one(without_ml: Deployed) -> None:
    found = survey(without_ml, {ETL, ETL_ENDPOINTS}, blueprint=WITHOUT_ML, is_named=True)

    assert targets(found) == [ETL_ENDPOINTS, ETL]
    assert (found.kept, found.unconfigured, found.notes) == ({}, (), ())


def test_a_state_of_no_configured_workspace_that_cannot_be_read_keeps_what_it_may_need(without_ml: Deployed) -> None:
    (without_ml.folder / ML_ENDPOINTS / "terraform.tfstate").unlink()
    (without_ml.folder / ML / "terraform.tfstate").write_text('{"version": 4, "resources": [{"mo')

    found = survey(without_ml, blueprint=WITHOUT_ML)

    assert found.kept == {NETWORK: (ML,)}
    (note,) = found.notes
    assert "whether it still has resources is not known: the state cannot be read: Input data was truncated" in note


def test_a_state_elsewhere_is_asked_for(without_ml: Deployed) -> None:
    for path in (ML, ML_ENDPOINTS):
        state = without_ml.folder / path / "terraform.tfstate"
        # What Terraform of these tests finds, as if it were in a bucket.
        state.rename(state.with_name("bucket.tfstate"))
    (without_ml.folder / ML / "bucket.tfstate").write_text(DAMAGED)

    found = survey(without_ml, blueprint=WITHOUT_ML)

    assert found.kept == {NETWORK: (ML, ML_ENDPOINTS)}
    assert [(one.path, one.resources) for one in found.unconfigured] == [(ML, 0), (ML_ENDPOINTS, 1)]
    assert "the state is damaged" in found.unconfigured[0].unread


def test_what_is_no_longer_in_the_configuration_and_has_no_resources_keeps_nothing(without_ml: Deployed) -> None:
    for path in (ML, ML_ENDPOINTS):
        (without_ml.folder / path / "terraform.tfstate").write_text('{"version": 4, "resources": []}')

    found = survey(without_ml, blueprint=WITHOUT_ML)

    assert targets(found) == [ETL_ENDPOINTS, ETL, NETWORK]
    assert (found.kept, found.unconfigured) == ({}, ())


def test_a_folder_that_was_not_rendered_is_no_workspace(without_ml: Deployed) -> None:
    for path in (ML, ML_ENDPOINTS):
        (without_ml.folder / path / "terraform.tf").unlink()

    assert survey(without_ml, blueprint=WITHOUT_ML).unconfigured == ()


def test_what_a_state_says_is_not_overridden_by_what_is_assumed(recorded: Deployed) -> None:
    found = survey(recorded, {NETWORK}, assumed_destroyed=EVERYTHING, is_named=True)

    assert found.kept == {NETWORK: (ETL, ML, ETL_ENDPOINTS, ML_ENDPOINTS)}
    assert found.notes == ()


def test_endpoints_of_an_environment_that_is_gone_leave_none_without_them(unknown: Deployed) -> None:
    record(unknown, ETL_ENDPOINTS)

    found = survey(unknown, assumed_destroyed={ETL})

    assert targets(found) == [ETL_ENDPOINTS, NETWORK]
    assert found.stranded == ()


def test_a_workspace_that_is_unknown_needs_nothing_of_what_was_never_applied(unknown: Deployed) -> None:
    (unknown.folder / NETWORK / "terraform.tfstate").unlink()

    found = survey(unknown, {NETWORK}, is_named=True)

    assert (found.nothing_in, found.kept, found.notes) == ((NETWORK,), {}, ())


def test_an_environment_that_would_stay_without_endpoints_is_found_before(recorded: Deployed) -> None:
    record(recorded, ETL, "aws_mwaa_environment", name="analytics-data-etl")
    needs = "needs credentials of account 222222222222 (participant data)"
    stranded = StrandedEnvironment("analytics-data-etl", ETL, "222222222222", ETL_ENDPOINTS, needs)

    assert survey(recorded, missing={ETL}).stranded == (stranded,)
    assert survey(recorded, {ETL, ETL_ENDPOINTS}, missing={ETL}, is_named=True).stranded == (stranded,)
    assert survey(recorded).stranded == ()


def test_an_environment_whose_state_cannot_be_read_would_stay_without_endpoints(recorded: Deployed) -> None:
    (recorded.folder / ETL / "terraform.tfstate").write_text(DAMAGED)

    (unread,) = survey(recorded).stranded

    assert (unread.name, unread.endpoints) == ("analytics-data-etl", ETL_ENDPOINTS)
    assert "the state is damaged" in unread.reason


def test_who_asks_for_the_endpoints_alone_leaves_the_environment_without_them(recorded: Deployed) -> None:
    (alone,) = survey(recorded, {ETL_ENDPOINTS}, missing={ETL}, is_named=True).stranded

    assert (alone.name, alone.workspace, alone.reason) == ("analytics-data-etl", ETL, "")


def test_what_is_no_environment_any_more_needs_no_endpoints(recorded: Deployed) -> None:
    record(recorded, ETL, "aws_s3_bucket", bucket="dags", force_destroy=True)

    assert survey(recorded, missing={ETL}).stranded == ()


def test_endpoints_that_stay_leave_no_environment_without_them(recorded: Deployed) -> None:
    record(recorded, ETL, "aws_mwaa_environment", name="analytics-data-etl")

    assert survey(recorded, {ETL}, missing={ETL}).stranded == ()


def test_a_protected_load_balancer_is_found_before(recorded: Deployed) -> None:
    record(recorded, ETL_ENDPOINTS, "aws_lb", name="etl", enable_deletion_protection=True)

    assert "the load balancer etl is protected" in survey(recorded).obstacles[0]
    assert survey(recorded, {ML, ML_ENDPOINTS}).obstacles == ()


def test_a_bucket_that_is_not_empty_is_found_before(recorded: Deployed) -> None:
    record(recorded, ETL, "aws_s3_bucket", bucket="dags", force_destroy=False)

    found = survey(recorded, s3=RefusingS3())

    assert [str(bucket) for bucket in found.buckets] == ["dags (1 object version)"]
    assert found.notes == ()


def test_a_bucket_that_cannot_be_listed_is_told(recorded: Deployed) -> None:
    record(recorded, ETL, "aws_s3_bucket", bucket="dags", force_destroy=False)

    found = survey(recorded, s3=RefusingS3(lists=False))

    assert found.buckets == ()
    assert f"{ETL}: whether bucket dags is empty is not known" in found.notes[0]


def test_the_protected_bucket_of_all_states_stays_unless_someone_names_it(recorded: Deployed) -> None:
    bucket = replace(workspace(STATE, 0, OWNER), owns_state_bucket=True, protected=True)
    blueprint = replace(DEPLOYMENT, workspaces=(bucket, *DEPLOYMENT.workspaces))
    (recorded.folder / STATE).mkdir()
    (recorded.folder / STATE / "main.tf").write_text(
        'terraform {\n  backend "local" {\n    path = "s.tfstate"\n  }\n}\n'
    )
    record(recorded, STATE, "aws_s3_bucket", bucket="acme-tfstate", force_destroy=False)
    # Beside the bucket's own workspace, a file of this name would be a state that has to move into the bucket.
    (recorded.folder / STATE / "terraform.tfstate").rename(recorded.folder / STATE / "bucket.tfstate")

    everything = survey(recorded, {STATE, *EVERYTHING}, blueprint=blueprint)
    named = survey(recorded, {STATE, *EVERYTHING}, blueprint=blueprint, is_named=True)
    alone = survey(recorded, {STATE}, blueprint=blueprint, is_named=True)

    assert targets(everything) == [ETL_ENDPOINTS, ML_ENDPOINTS, ETL, ML, NETWORK]
    assert everything.state_bucket == bucket
    assert everything.obstacles == ()
    assert targets(named)[-1] == STATE
    assert "0-state: the bucket of all states is protected" in named.obstacles[0]
    assert set(alone.kept[STATE]) == EVERYTHING


def test_a_client_that_fails_is_no_traceback(recorded: Deployed) -> None:
    record(recorded, ETL, "aws_s3_bucket", bucket="dags", force_destroy=False)

    class NoS3:
        def get_paginator(self, _: str) -> Any:
            raise MwaaTfError("no network")

    assert "no network" in survey(recorded, s3=NoS3()).notes[0]
