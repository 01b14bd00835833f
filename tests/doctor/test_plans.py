"""What the doctor sees in plans, and that it finds in them what would be wrong after the apply."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from mwaa_tf import Deployment, load
from mwaa_tf.cli.doctor import command
from mwaa_tf.doctor import CheckResult, Diagnosis, collect_plans, examine
from mwaa_tf.doctor.collect.plan.resource_types import FAMILIES, NAMED, READ, may_matter
from mwaa_tf.doctor.reading import GapKind
from mwaa_tf.doctor.view import ViewOrigin
from mwaa_tf.doctor.view.bucket import BucketEncryption
from mwaa_tf.review.read import read_plans
from mwaa_tf.terraform import Terraform
from tests.doctor.plan_edits import PLANS, EditablePlans
from tests.doctor.planned_faults import AIRFLOW, COMPLETE, FAULTS, NETWORK, SINGLE, PlannedFault
from tests.support import EXAMPLES, REPOSITORY
from tools.doctor_plans import COMPLETE as COMPLETE_PLANS
from tools.doctor_plans import DEPLOYMENTS, PlannedRoot, planned_root, whole_life
from tools.doctor_plans import FIRST as FIRST_APPLY
from tools.real_plans import life

FIRST = "private-vpc/first-apply"

ENVIRONMENT = f"{AIRFLOW}aws_mwaa_environment.this"


def problems(found: Diagnosis) -> set[str]:
    """The checks that failed or warn."""
    return {finding.check for finding in found.findings if finding.result.is_problem}


# Healthy plans


@pytest.mark.parametrize("name", [SINGLE, COMPLETE])
def test_nothing_is_wrong_with_a_healthy_plan(name: str) -> None:
    found = EditablePlans(name).diagnosis

    assert found.origin is ViewOrigin.PLAN
    assert [(finding.check, finding.message) for finding in found.findings if finding.result.is_problem] == []
    assert len(found.of(CheckResult.PASS)) > 40


def test_nothing_is_wrong_with_a_first_apply_beside_the_network_that_exists() -> None:
    plans = EditablePlans(COMPLETE)
    plans.plans = {
        "1-network": plans.plans["1-network"],
        "2-environments/risk-models": EditablePlans(FIRST).plans["2-environments/risk-models"],
    }

    assert problems(plans.diagnosis) == set()


@pytest.mark.long
@pytest.mark.terraform
@pytest.mark.parametrize("example", EXAMPLES, ids=[example.name for example in EXAMPLES])
def test_nothing_is_wrong_with_the_plans_of_an_example(example: Path, tmp_path: Path) -> None:
    with life(example.name) as planned:
        whole_life(planned, tmp_path)
        deployment = planned.deployment

    for story in (FIRST_APPLY, COMPLETE_PLANS):
        for folder in sorted((tmp_path / story / "2-environments").iterdir()):
            network = tmp_path / COMPLETE_PLANS / "1-network"
            plans = read_plans([str(folder), *([str(network)] if network.exists() else [])])
            assert problems(examine(collect_plans(plans, deployments=[deployment]))) == set()
    plans = read_plans([str(tmp_path / COMPLETE_PLANS)])
    assert problems(examine(collect_plans(plans, deployments=[deployment]))) == set()


def test_what_only_aws_can_tell_is_not_checkable_for_one_reason() -> None:
    found = EditablePlans(SINGLE).diagnosis

    reasons = {finding.message for finding in found.of(CheckResult.NOT_CHECKABLE)}
    assert reasons == {"a plan does not have it: without --plan, the doctor asks AWS"}
    gaps = {finding.gap.kind for finding in found.of(CheckResult.NOT_CHECKABLE) if finding.gap}
    assert gaps == {GapKind.NOT_IN_PLAN}


# What a planned view has


def test_an_object_without_an_id_is_called_by_its_address() -> None:
    view = EditablePlans(SINGLE).view

    subnets = (f"{NETWORK}aws_subnet.private[0]", f"{NETWORK}aws_subnet.private[1]")
    assert view.environment.value.subnet_ids == subnets
    assert view.environment.value.security_group_ids == (f"{AIRFLOW}aws_security_group.airflow",)
    assert view.network.vpc.value.id == f"{NETWORK}aws_vpc.this"
    assert [table.subnet_ids for table in view.network.route_tables.value if not table.is_main][:2] == [
        (subnets[0],),
        (subnets[1],),
    ]
    assert view.network.vpc.source == f"{NETWORK}aws_vpc.this in the plan of ."


def test_an_arn_that_follows_from_a_name_is_known() -> None:
    assert EditablePlans(SINGLE).view.environment.value.bucket_arn == "arn:aws:s3:::nightly-dags"


def test_a_reference_leads_through_arguments_and_outputs_of_modules() -> None:
    routes = [route for table in EditablePlans(SINGLE).view.network.route_tables.value for route in table.routes]

    assert {route.target for route in routes if route.destination == "0.0.0.0/0"} == {
        f"{NETWORK}aws_nat_gateway.this",
        f"{NETWORK}aws_internet_gateway.this",
    }


def test_ids_that_exist_join_the_plans_of_several_workspaces() -> None:
    view = EditablePlans(COMPLETE).view

    assert view.target.participant.account_id == "222222222222"
    assert view.network.vpc.value.owner_id == "111111111111"
    assert view.share.is_shared.value
    assert {principal.entity for share in view.share.shares.value for principal in share.principals} == {
        view.target.participant.account_id
    }
    services = {endpoint.service for endpoint in view.network.endpoints.value}
    assert {view.environment.value.database_service, view.environment.value.webserver_service} < services


def test_a_new_bucket_has_what_s3_gives_it() -> None:
    assert EditablePlans(SINGLE).view.bucket.encryption.value == BucketEncryption("AES256", "")


def test_a_value_that_is_known_after_the_apply_is_a_gap_that_names_it() -> None:
    plans = EditablePlans(SINGLE)
    plans.unknown(f"{AIRFLOW}aws_iam_policy.execution")["policy"] = True

    gap = plans.view.execution_role.policies.gap

    assert gap is not None
    assert gap.kind is GapKind.NOT_IN_PLAN
    assert gap.reason == f"policy of {AIRFLOW}aws_iam_policy.execution is known after the apply"


def test_without_its_configuration_a_plan_says_less_and_nothing_wrong() -> None:
    plans = EditablePlans(SINGLE)
    plans.without_configuration()

    assert problems(plans.diagnosis) == set()
    assert not plans.view.network.subnets.is_known


def test_an_environment_without_the_plan_of_its_network_says_so() -> None:
    plans = EditablePlans(COMPLETE)
    del plans.plans["1-network"]

    assert problems(plans.diagnosis) == set()
    gap = plans.view.network.subnets.gap
    assert gap is not None
    assert gap.reason.endswith("is in none of the plans")


def test_an_environment_without_the_plan_of_its_endpoints_says_so() -> None:
    plans = EditablePlans(COMPLETE)
    del plans.plans["3-endpoints/risk-models"]

    assert problems(plans.diagnosis) == set()
    gap = plans.view.network.endpoints.gap
    assert gap is not None
    assert gap.reason.startswith("the endpoint of com.amazonaws.vpce.us-east-1.vpce-svc-")
    assert gap.reason.endswith("is in none of the plans")


def test_the_subject_of_a_finding_is_an_address() -> None:
    plans = EditablePlans(SINGLE)
    plans.after(f"{NETWORK}aws_vpc.this")["enable_dns_support"] = False

    (finding,) = (each for each in plans.diagnosis.findings if each.check == "network.dns-attributes")
    assert finding.result is CheckResult.FAILURE
    assert f"{NETWORK}aws_vpc.this" in finding.message


@pytest.mark.parametrize(
    "address",
    ["aws_cloudformation_stack.network", "awscc_ec2_route.extra", "aws_vpc_endpoint_of_tomorrow.s3"],
)
def test_a_resource_that_may_matter_and_is_not_read_is_named(address: str) -> None:
    plans = EditablePlans(SINGLE)
    plans.add(address, {"name": "extra"})

    (finding,) = (each for each in plans.diagnosis.findings if each.check == "prerequisites.plan-understood")
    assert finding.result is CheckResult.NOT_CHECKABLE
    assert finding.subject == address


@pytest.mark.slow
@pytest.mark.terraform
def test_every_type_of_the_families_that_matter_is_known(terraform: Terraform, tmp_path: Path) -> None:
    """A type that a later provider has is one that the doctor should read, or know to decide nothing."""
    (tmp_path / "main.tf").write_text('terraform {\n  required_providers { aws = { source = "hashicorp/aws" } }\n}\n')
    terraform.init(tmp_path, backend=False)
    types = terraform.providers_schema(tmp_path)["registry.terraform.io/hashicorp/aws"]["resource_schemas"]

    assert {kind for kind in types if may_matter(kind) and kind.startswith(FAMILIES)} == NAMED
    assert sorted(READ - types.keys()) == []


# Faults


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.id for fault in FAULTS])
def test_a_fault_is_found_before_the_apply(fault: PlannedFault) -> None:
    plans = EditablePlans(fault.plans)
    fault.edit(plans)

    found = problems(plans.diagnosis)

    assert fault.check in found
    assert found <= {fault.check, *fault.consequences}


def test_a_bucket_without_its_block_may_be_protected_by_the_account() -> None:
    plans = EditablePlans(COMPLETE)
    plans.remove("module.environment.aws_s3_bucket_public_access_block.source[0]")

    assert plans.view.bucket.public_access_block.value is None
    (finding,) = (each for each in plans.diagnosis.findings if each.check == "permissions.bucket-public-access")
    assert finding.result is CheckResult.NOT_CHECKABLE


def test_a_public_web_server_is_chosen_by_a_configuration_or_a_warning() -> None:
    plans = EditablePlans(COMPLETE)
    plans.after("module.environment.aws_mwaa_environment.this")["webserver_access_mode"] = "PUBLIC_ONLY"
    deployment = load(REPOSITORY / "examples/private-vpc/mwaa.yaml")
    data: dict[str, Any] = deployment.model_dump(exclude_unset=True)
    public = {"webserver_access_mode": "PUBLIC_ONLY", "airflow_version": "2.9.2"}
    data["participants"][0]["environments"][0].update(public)
    chosen = Deployment.model_validate(data)

    def found(*deployments: Deployment) -> bool:
        views = collect_plans(plans.parsed, deployments=deployments)
        return "access.webserver-public" in problems(examine(views))

    assert found()
    assert found(deployment)
    assert not found(chosen)


def test_logs_are_switched_off_by_a_configuration_or_a_warning() -> None:
    plans = EditablePlans(COMPLETE)
    logs = plans.after("module.environment.aws_mwaa_environment.this")["logging_configuration"][0]
    logs["scheduler_logs"][0]["enabled"] = False
    logs["task_logs"][0]["log_level"] = "ERROR"

    found = [each.subject for each in plans.diagnosis.of(CheckResult.WARNING) if each.check == "code.logs-enabled"]

    assert found == ["SchedulerLogs", "TaskLogs"]


def test_every_fault_is_one_of_an_existing_check() -> None:
    known = {check.id for check in EditablePlans(SINGLE).diagnosis.checks}

    assert {check for fault in FAULTS for check in (fault.check, *fault.consequences)} <= known


#: In the files of the root module: what is written, what would be written with a fault, and the check that finds it.
CODE_FAULTS = {
    "network.dns-attributes": (
        "modules/network/main.tf",
        "enable_dns_support   = true",
        "enable_dns_support   = false",
    ),
    "network.private-subnets": (
        "modules/network/main.tf",
        "nat_gateway_id         = element(aws_nat_gateway.this[*].id, count.index)",
        "gateway_id             = aws_internet_gateway.this.id",
    ),
    "network.self-reference": (
        "modules/airflow/main.tf",
        "self              = true",
        'cidr_blocks       = ["192.0.2.0/24"]',
    ),
    "permissions.trust": ("modules/airflow/main.tf", '"airflow-env.amazonaws.com"', '"ec2.amazonaws.com"'),
    "permissions.celery-queue": ("modules/airflow/main.tf", '"sqs:SendMessage",', ""),
}


@pytest.fixture(scope="module")
def single_root() -> Iterator[PlannedRoot]:
    with planned_root(DEPLOYMENTS / SINGLE) as root:
        yield root


@pytest.mark.slow
@pytest.mark.terraform
@pytest.mark.parametrize("check", CODE_FAULTS)
def test_a_fault_in_code_is_found_in_what_terraform_plans(check: str, single_root: PlannedRoot, tmp_path: Path) -> None:
    name, right, wrong = CODE_FAULTS[check]
    file = single_root.folder / name
    source = file.read_text("utf-8")
    assert right in source
    file.write_text(source.replace(right, wrong), "utf-8")
    try:
        (tmp_path / "plan.json").write_text(single_root.plan(), "utf-8")
    finally:
        file.write_text(source, "utf-8")

    result = run("--plan", str(tmp_path / "plan.json"), "--format", "json")

    found = {finding["check"] for finding in json.loads(result.stdout)["findings"] if finding["result"] == "failure"}
    assert check in found


# On the command line


def run(*arguments: str, **options: Any) -> Any:
    return CliRunner().invoke(command, arguments, standalone_mode=False, **options)


def test_a_file_a_folder_a_name_and_standard_input_are_plans() -> None:
    file = PLANS / SINGLE / "plan.json"
    expected = json.loads(run("--plan", str(file), "--json").stdout)["findings"]

    for arguments, options in (
        ((str(file.parent),), {}),
        ((f"prod={file}",), {}),
        (("-",), {"input": file.read_bytes()}),
    ):
        result = run("--plan", *arguments, "--json", **options)
        assert result.return_value == 0, result.output
        found = json.loads(result.stdout)["findings"]
        assert [finding["check"] for finding in found] == [finding["check"] for finding in expected]


def test_a_failure_in_a_plan_is_exit_code_1(tmp_path: Path) -> None:
    plans = EditablePlans(SINGLE)
    plans.remove(f"{AIRFLOW}aws_security_group_rule.self")
    (tmp_path / "plan.json").write_text(json.dumps(plans.plans["."]), "utf-8")

    result = run("--plan", str(tmp_path))

    assert result.return_value == 1
    assert result.stdout.startswith("FAILURE ")
    assert f"{AIRFLOW}aws_security_group.airflow" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--plan", "none.json"], "none.json: no such file or directory"),
        (["--plan", str(PLANS / COMPLETE / "1-network")], "no plan has an aws_mwaa_environment"),
        (["--plan", str(PLANS / SINGLE), "--name", "nightly"], "--plan and --name are mutually exclusive"),
        (["--plan", str(PLANS / SINGLE), "--from-here"], "--plan and --from-here are mutually exclusive"),
        (["--plan", str(PLANS / SINGLE), "nightli"], "no plan has the environment 'nightli', did you mean nightly?"),
    ],
)
def test_what_is_no_plan_of_an_environment_is_invalid_usage(arguments: list[str], message: str) -> None:
    result = run(*arguments)

    assert result.exception is not None
    assert type(result.exception).__name__ in ("UsageError", "UnreadablePlansError")
    assert message in str(result.exception)
