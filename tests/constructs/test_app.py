"""Stacks and constructs in an app, as a team uses them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from constructs import Construct

from mwaa_tf.constructs import (
    EmbeddedWorkspace,
    EndpointsStack,
    EnvironmentStack,
    MwaaDeployment,
    MwaaEnvironment,
    NetworkStack,
    prepare,
)
from mwaa_tf.constructs.library import App, LocalBackend, TerraformOutput, TerraformProvider, TerraformStack
from mwaa_tf.errors import MwaaTfError
from tests.support import deployment

S3 = {"backend": "s3", "bucket": "acme-analytics-tfstate"}


def stacks_of(app: App) -> dict[str, Any]:
    """Synthesize; the stacks by name."""
    app.synth()
    return {path.parent.name: json.loads(path.read_bytes()) for path in Path(app.outdir).glob("stacks/*/cdk.tf.json")}


@pytest.fixture
def app(tmp_path: Path) -> App:
    return App(outdir=str(tmp_path / "cdktf.out"))


def test_a_deployment_is_a_stack_per_workspace_in_the_order_of_the_stages(app: App) -> None:
    MwaaDeployment(app, "analytics", deployment(state=S3))

    stacks = stacks_of(app)
    manifest = json.loads((Path(app.outdir) / "manifest.json").read_bytes())["stacks"]

    prefix = "analytics/analytics"
    assert {name: set(stack["dependencies"]) for name, stack in manifest.items()} == {
        "analytics-1-network": set(),
        "analytics-2-environments-data-etl": {f"{prefix}-1-network"},
        "analytics-3-endpoints-data-etl": {f"{prefix}-2-environments-data-etl"},
    }
    assert stacks["analytics-1-network"]["terraform"]["backend"]["s3"]["key"] == (
        "analytics/1-network/terraform.tfstate"
    )


def test_modules_are_beside_the_stacks_and_found_from_them(app: App) -> None:
    MwaaDeployment(app, "analytics", deployment())

    for name, stack in stacks_of(app).items():
        for call in stack["module"].values():
            assert (Path(app.outdir) / "stacks" / name / call["source"] / "variables.tf").is_file()


def test_local_states_are_in_the_folder_in_which_the_app_runs(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    project = Path(app.outdir).parent
    monkeypatch.chdir(project)

    MwaaDeployment(app, "analytics", deployment())
    stacks = stacks_of(app)

    written = stacks["analytics-1-network"]["terraform"]["backend"]["local"]["path"]
    reads = stacks["analytics-3-endpoints-data-etl"]["data"]["terraform_remote_state"]
    assert written == reads["network"]["config"]["path"] == "../../../terraform.analytics-1-network.tfstate"


def test_two_deployments_live_in_one_app(app: App) -> None:
    MwaaDeployment(app, "one", deployment(name="one"))
    MwaaDeployment(app, "two", deployment(name="two"))

    assert len(stacks_of(app)) == 6


def test_outputs_are_tokens_for_stacks_of_ones_own(app: App) -> None:
    mwaa = MwaaDeployment(app, "analytics", deployment(state=S3))
    mine = TerraformStack(app, "mine")
    LocalBackend(mine, path="mine.tfstate")
    vpc_id = mwaa.stacks["1-network"].modules["network"].get_string("vpc_id")
    TerraformOutput(mine, "vpc", value=vpc_id)

    stack = stacks_of(app)["mine"]

    (read,) = stack["data"]["terraform_remote_state"].values()
    assert read["config"]["key"] == "analytics/1-network/terraform.tfstate"
    assert ".outputs." in stack["output"]["vpc"]["value"]


def test_anything_can_be_overridden(app: App) -> None:
    mwaa = MwaaDeployment(app, "analytics", deployment())
    mwaa.stacks["2-environments/data-etl"].modules["environment"].add_override("capacity.max_workers", 25)
    mwaa.stacks["1-network"].provider.add_override("max_retries", 3)

    stacks = stacks_of(app)

    environment = stacks["analytics-2-environments-data-etl"]["module"]["environment"]
    assert environment["capacity"] == {"max_workers": 25}
    assert stacks["analytics-1-network"]["provider"]["aws"][0]["max_retries"] == 3


def test_a_typed_provider_takes_the_place_of_the_written_one(app: App) -> None:
    class TypedProvider(TerraformProvider):
        """What a prebuilt provider package has, as far as a stack sees it."""

        def __init__(self, scope: Construct, id: str, **arguments: Any) -> None:
            super().__init__(scope, id, terraform_resource_type="aws", terraform_provider_source="aws")
            for name, value in arguments.items():
                self.add_override(name, value)
            self.add_override("alias", "typed")

    config = deployment(
        owner={"account_id": "111111111111", "role_arn": "arn:aws:iam::111111111111:role/terraform"}, tags={"Team": "x"}
    )
    MwaaDeployment(app, "analytics", config, provider=TypedProvider)

    network = stacks_of(app)["analytics-1-network"]

    assert network["provider"]["aws"] == [
        {
            "alias": "typed",
            "allowed_account_ids": ["111111111111"],
            "assume_role": [{"role_arn": "arn:aws:iam::111111111111:role/terraform"}],
            "default_tags": [{"tags": {"Team": "x"}}],
            "region": "us-east-1",
        }
    ]
    assert network["terraform"]["required_providers"]["aws"]["version"] == ">= 5.68, < 7.0"


def test_stages_are_stacks_that_a_team_places_itself(app: App) -> None:
    analytics = prepare(app, deployment(state=S3))
    NetworkStack(app, "network", analytics)
    EnvironmentStack(app, "etl", analytics, "data-etl")
    EndpointsStack(app, "endpoints", analytics, "data-etl")

    stacks = stacks_of(app)

    assert set(stacks) == {"network", "etl", "endpoints"}
    read = stacks["etl"]["data"]["terraform_remote_state"]["network"]["config"]["key"]
    assert read == stacks["network"]["terraform"]["backend"]["s3"]["key"]


def test_an_environment_stands_in_a_stack_of_ones_own(app: App) -> None:
    stack = TerraformStack(app, "pipeline")
    LocalBackend(stack, path="pipeline.tfstate")
    network = {"vpc_id": "vpc-0123456789abcdef0", "private_subnet_ids": ["subnet-1", "subnet-2"]}
    airflow = MwaaEnvironment(stack, "airflow", deployment(), "data-etl", network=network)
    TerraformOutput(stack, "arn", value=airflow.module.get_string("arn"))

    synthesized = stacks_of(app)["pipeline"]

    assert "data" not in synthesized
    assert synthesized["module"]["airflow_environment"]["vpc_id"] == "vpc-0123456789abcdef0"
    assert synthesized["output"]["arn"]["value"] == "${module.airflow_environment.arn}"


def test_two_environments_below_a_construct_keep_addresses_of_their_own(app: App) -> None:
    stack = TerraformStack(app, "pipeline")
    LocalBackend(stack, path="pipeline.tfstate")
    for region in ("east", "west"):
        EmbeddedWorkspace(Construct(stack, region), "airflow", deployment(), "2-environments/data-etl")

    synthesized = stacks_of(app)["pipeline"]

    assert len(synthesized["module"]) == 2
    assert len(synthesized["data"]["terraform_remote_state"]) == 2
    for name, read in zip(
        sorted(synthesized["module"]), sorted(synthesized["data"]["terraform_remote_state"]), strict=True
    ):
        assert synthesized["module"][name]["vpc_id"] == f"${{data.terraform_remote_state.{read}.outputs.vpc_id}}"


def test_an_environment_that_is_not_in_the_deployment_is_an_error_that_names_those_that_are(app: App) -> None:
    with pytest.raises(MwaaTfError, match=r"analytics has no workspace 2-environments/data-elt; it has 1-network, "):
        EnvironmentStack(app, "etl", deployment(), "data-elt")


def test_states_that_opentofu_is_to_encrypt_are_refused(app: App) -> None:
    """Synthesized stacks would keep them in plain text, and nothing would stop Terraform."""
    key = "arn:aws:kms:us-east-1:111111111111:key/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
    with pytest.raises(MwaaTfError, match=r"state\.encryption: constructs do not encrypt states"):
        prepare(app, deployment(state={"encryption": {"kms_key_arn": key}}))
