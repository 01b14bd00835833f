"""What the execution role may do: with policies, boundaries, keys' policies, and conditions that nothing here tells."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mwaa_tf.doctor import EnvironmentView
from mwaa_tf.doctor.view.execution_role import ExecutionRoleSection, Role
from mwaa_tf.doctor.view.key import KeySection, KmsKeyFacts
from mwaa_tf.iam.document import PolicyDocument
from mwaa_tf.iam.parsing import parse_policy
from tests.doctor.views import ALL_OFF, DENIED, changed, environment, findings, gaps, healthy, problems, section
from tests.support import DATA, OWNER

ROLE_ARN = f"arn:aws:iam::{DATA}:role/analytics-data-etl"
BUCKET = "arn:aws:s3:::analytics-data-etl"
KEY_ARN = f"arn:aws:kms:us-east-1:{DATA}:key/1234"
VIA_SQS = {"StringLike": {"kms:ViaService": ["sqs.us-east-1.amazonaws.com"]}}


def statement(actions: Any, resources: Any = "*", effect: str = "Allow", **elements: Any) -> dict[str, Any]:
    return {"Effect": effect, "Action": actions, "Resource": resources, **elements}


def policy(*statements: dict[str, Any]) -> PolicyDocument:
    return parse_policy({"Version": "2012-10-17", "Statement": list(statements)})


#: The policy of the page mwaa-create-role, for an environment with a key that AWS owns.
DOCUMENTED = (
    statement("s3:ListAllMyBuckets", [BUCKET, f"{BUCKET}/*"], "Deny"),
    statement(["s3:GetObject*", "s3:GetBucket*", "s3:List*"], [BUCKET, f"{BUCKET}/*"]),
    statement(
        [
            "logs:CreateLogStream",
            "logs:CreateLogGroup",
            "logs:PutLogEvents",
            "logs:GetLogEvents",
            "logs:GetLogRecord",
            "logs:GetLogGroupFields",
            "logs:GetQueryResults",
        ],
        f"arn:aws:logs:us-east-1:{DATA}:log-group:airflow-analytics-data-etl-*",
    ),
    statement(["logs:DescribeLogGroups", "s3:GetAccountPublicAccessBlock", "cloudwatch:PutMetricData"]),
    statement(
        [
            "sqs:ChangeMessageVisibility",
            "sqs:DeleteMessage",
            "sqs:GetQueueAttributes",
            "sqs:GetQueueUrl",
            "sqs:ReceiveMessage",
            "sqs:SendMessage",
        ],
        "arn:aws:sqs:us-east-1:*:airflow-celery-*",
    ),
    {
        "Effect": "Allow",
        "Action": ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*", "kms:Encrypt"],
        "NotResource": f"arn:aws:kms:*:{DATA}:key/*",
        "Condition": VIA_SQS,
    },
)

TRUST = policy(
    {
        "Effect": "Allow",
        "Principal": {"Service": ["airflow.amazonaws.com", "airflow-env.amazonaws.com"]},
        "Action": "sts:AssumeRole",
    }
)

ROLE_CHECKS = (
    "account-public-access-block",
    "celery-queue",
    "list-all-buckets",
    "put-metrics",
    "read-bucket",
    "secrets-backend",
    "trust",
    "use-key",
    "write-logs",
)


def role_section(*statements: dict[str, Any], **facts: Any) -> ExecutionRoleSection:
    """An execution role with these statements; with those of AWS's page for none."""
    return section(
        ExecutionRoleSection,
        **{
            "role": Role(ROLE_ARN, TRUST),
            "policies": (policy(*(statements or DOCUMENTED)),),
            "boundary": None,
            **facts,
        },
    )


def view_of(
    role: ExecutionRoleSection | None = None, *, key: KeySection | None = None, **changes: Any
) -> EnvironmentView:
    """A view with that role and that key, by default of AWS, and with ``changes`` of the environment."""
    no_key = section(KeySection, key=None, policy=None)
    return healthy(environment(**changes), execution_role=role or role_section(), key=key or no_key)


@pytest.mark.parametrize("check", ROLE_CHECKS)
def test_the_policy_of_awss_page_is_enough(check: str) -> None:
    view = view_of()
    assert problems(f"permissions.{check}", view) == []
    assert gaps(f"permissions.{check}", view) == []


@pytest.mark.parametrize("check", [check for check in ROLE_CHECKS if check not in ("secrets-backend", "trust")])
def test_a_role_whose_policies_cannot_be_read_is_not_judged(check: str) -> None:
    view = view_of(changed(role_section(), policies=section(ExecutionRoleSection).policies))
    assert problems(f"permissions.{check}", view) == []
    assert gaps(f"permissions.{check}", view) == [DENIED.reason]


@pytest.mark.parametrize("check", ["celery-queue", "put-metrics", "read-bucket", "use-key", "write-logs"])
def test_a_boundary_that_cannot_be_read_leaves_what_is_allowed_open(check: str) -> None:
    view = view_of(role_section(boundary=section(ExecutionRoleSection).boundary))
    assert problems(f"permissions.{check}", view) == []
    assert gaps(f"permissions.{check}", view) == [DENIED.reason]


def test_what_no_policy_allows_is_missing_whatever_the_boundary_is() -> None:
    role = role_section(statement("s3:GetObject"), boundary=section(ExecutionRoleSection).boundary)
    assert problems("permissions.put-metrics", view_of(role)) == [
        "The execution role analytics-data-etl may not call cloudwatch:PutMetricData: none of its policies allows that."
    ]


def test_the_fix_is_the_statement_to_add() -> None:
    (finding,) = findings("permissions.put-metrics", view_of(role_section(statement("s3:GetObject"))))
    assert finding.fix == (
        'Add to a policy of the role: `{"Effect": "Allow", "Action": "cloudwatch:PutMetricData", "Resource": "*"}`'
    )


def test_a_boundary_that_does_not_allow_is_named() -> None:
    boundary = policy(statement("s3:*"))
    role = role_section(boundary=boundary, role=Role(ROLE_ARN, TRUST, f"arn:aws:iam::{DATA}:policy/people"))
    (finding,) = findings("permissions.put-metrics", view_of(role))
    assert "its permissions boundary arn:aws:iam::222222222222:policy/people does not allow that" in finding.message
    assert finding.fix.startswith("Add to its permissions boundary arn:aws:iam::222222222222:policy/people: `{")


def test_a_statement_that_denies_is_named() -> None:
    denial = statement("sqs:*", effect="Deny", Sid="NoQueues")
    (finding,) = findings("permissions.celery-queue", view_of(role_section(*DOCUMENTED, denial)))
    assert finding.message.endswith("statement 'NoQueues' of its policies denies that.")
    assert finding.fix == "Exempt that from statement 'NoQueues' of its policies."


def test_a_condition_that_nothing_here_tells_is_named_and_no_failure() -> None:
    endpoint = {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}
    denial = statement("s3:*", effect="Deny", Condition=endpoint)
    view = view_of(role_section(*DOCUMENTED, denial))
    assert problems("permissions.read-bucket", view) == []
    (gap,) = gaps("permissions.read-bucket", view)
    assert "aws:SourceVpce" in gap


def test_a_policy_that_is_no_json_is_not_judged() -> None:
    view = view_of(role_section(policies=(parse_policy("{"),)))
    assert problems("permissions.put-metrics", view) == []
    assert len(gaps("permissions.put-metrics", view)) == 1


def test_documented_actions_that_nothing_needs_are_a_warning() -> None:
    needed = [
        "s3:GetObject",
        "s3:GetObjectVersion",
        "s3:ListBucket",
        "s3:GetBucketPublicAccessBlock",
    ]
    (finding,) = findings("permissions.read-bucket", view_of(role_section(statement(needed, [BUCKET, f"{BUCKET}/*"]))))
    assert finding.result == "warning"
    assert "s3:GetBucketLocation, s3:GetBucketVersioning and s3:ListBucketVersions" in finding.message


def test_only_the_logs_that_are_enabled_need_permissions() -> None:
    task_only = {name: replace(setting, enabled=name == "TaskLogs") for name, setting in environment().logs.items()}
    task_group = statement("logs:*", f"arn:aws:logs:us-east-1:{DATA}:log-group:airflow-analytics-data-etl-Task:*")
    role = role_section(task_group, statement("logs:DescribeLogGroups"))
    assert problems("permissions.write-logs", view_of(role, logs=task_only)) == []
    assert len(problems("permissions.write-logs", view_of(role))) == 2


def test_without_logs_there_is_nothing_to_write() -> None:
    (finding,) = findings("permissions.write-logs", view_of(role_section(statement("s3:*")), logs=ALL_OFF))
    assert (finding.result, finding.message) == ("pass", "no log is enabled")


def test_listing_all_buckets_is_no_fault_of_a_role_that_a_boundary_may_keep_from_it() -> None:
    everything = statement("*")
    assert problems("permissions.list-all-buckets", view_of(role_section(everything))) == [
        "The execution role analytics-data-etl may call s3:ListAllMyBuckets, which AWS's policy for it denies."
    ]
    unread = role_section(everything, boundary=section(ExecutionRoleSection).boundary)
    assert problems("permissions.list-all-buckets", view_of(unread)) == []
    assert gaps("permissions.list-all-buckets", view_of(unread)) == [DENIED.reason]


def test_a_role_that_does_not_exist_is_one_failure() -> None:
    view = view_of(role_section(role=None))
    assert problems("permissions.execution-role-exists", view) == [f"The execution role {ROLE_ARN} does not exist."]
    assert problems("permissions.trust", view) == []


@pytest.mark.parametrize(
    ("condition", "trusted"),
    [
        ({"StringEquals": {"aws:SourceAccount": DATA}}, True),
        ({"ArnLike": {"aws:SourceArn": f"arn:aws:airflow:us-east-1:{DATA}:environment/analytics-data-etl"}}, True),
        ({"ArnLike": {"aws:SourceArn": f"arn:aws:airflow:us-east-1:{DATA}:environment/another"}}, False),
        ({"StringEquals": {"aws:SourceAccount": "999999999999"}}, False),
    ],
)
def test_conditions_of_the_trust_policy_must_name_this_environment(condition: Any, trusted: bool) -> None:
    services = ["airflow.amazonaws.com", "airflow-env.amazonaws.com"]
    trust = policy(
        {"Effect": "Allow", "Principal": {"Service": services}, "Action": "sts:AssumeRole", "Condition": condition}
    )
    view = view_of(role_section(role=Role(ROLE_ARN, trust)))
    assert (problems("permissions.trust", view) == []) is trusted
    assert gaps("permissions.trust", view) == []


# The key


def key_section(*statements: dict[str, Any], **facts: Any) -> KeySection:
    key = replace(KmsKeyFacts(KEY_ARN, "Enabled", is_symmetric=True, is_multi_region=False), **facts)
    root = statement("kms:*", Principal={"AWS": f"arn:aws:iam::{DATA}:root"})
    return section(KeySection, key=key, policy=policy(*(statements or (root,))))


OWN_KEY = (
    statement(
        ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*", "kms:Encrypt"],
        KEY_ARN,
        Condition={"StringLike": {"kms:ViaService": ["sqs.us-east-1.amazonaws.com", "s3.us-east-1.amazonaws.com"]}},
    ),
)


def test_a_key_of_its_own_needs_permission_through_both_services() -> None:
    assert problems("permissions.use-key", view_of(role_section(*OWN_KEY), kms_key=KEY_ARN, key=key_section())) == []
    only_sqs = statement("kms:*", KEY_ARN, Condition=VIA_SQS)
    found = problems("permissions.use-key", view_of(role_section(only_sqs), kms_key=KEY_ARN, key=key_section()))
    assert [message.partition(" on ")[0] for message in found] == [
        "The execution role analytics-data-etl may not call kms:Decrypt through S3",
        "The execution role analytics-data-etl may not call kms:DescribeKey and kms:Encrypt through S3",
    ]


def test_the_policy_of_the_key_may_name_the_role_itself() -> None:
    direct = statement("kms:*", Principal={"AWS": ROLE_ARN})
    view = view_of(role_section(statement("s3:*")), kms_key=KEY_ARN, key=key_section(direct))
    assert problems("permissions.use-key", view) == []


def test_a_key_policy_that_does_not_leave_it_to_the_account_is_the_cause() -> None:
    other = statement("kms:*", Principal={"AWS": f"arn:aws:iam::{DATA}:role/security"})
    view = view_of(role_section(*OWN_KEY), kms_key=KEY_ARN, key=key_section(other))
    assert all("the key's policy does not allow that" in message for message in problems("permissions.use-key", view))
    assert problems("permissions.use-key", view) != []


def test_a_key_of_another_account_needs_permission_on_both_sides() -> None:
    key_arn = f"arn:aws:kms:us-east-1:{OWNER}:key/1234"
    root = statement("kms:*", Principal={"AWS": f"arn:aws:iam::{OWNER}:root"})
    ours = statement("kms:*", Principal={"AWS": f"arn:aws:iam::{DATA}:root"})
    role = role_section(statement("kms:*", key_arn))
    view = view_of(role, kms_key=key_arn, key=key_section(root, ours, arn=key_arn))
    assert problems("permissions.use-key", view) == []
    without = view_of(role, kms_key=key_arn, key=key_section(root, arn=key_arn))
    assert "the key's policy does not allow that" in problems("permissions.use-key", without)[0]
    nothing = view_of(role_section(statement("s3:*")), kms_key=key_arn, key=key_section(root, ours, arn=key_arn))
    assert "none of its policies allows that" in problems("permissions.use-key", nothing)[0]


def test_a_key_of_another_account_is_not_checkable() -> None:
    view = view_of(role_section(*OWN_KEY), kms_key=KEY_ARN, key=section(KeySection))
    for check in ("permissions.key", "permissions.key-policy-logs", "permissions.use-key"):
        assert (problems(check, view), gaps(check, view)) == ([], [DENIED.reason])


# The secrets backend

BACKEND = "airflow.providers.amazon.aws.secrets.secrets_manager.SecretsManagerBackend"
PARAMETERS = "airflow.providers.amazon.aws.secrets.systems_manager.SystemsManagerParameterStoreBackend"


def backend_problems(allowed: dict[str, Any], backend: str = BACKEND, arguments: str = "") -> list[str]:
    options = {"secrets.backend": backend, "secrets.backend_kwargs": arguments}
    return problems("permissions.secrets-backend", view_of(role_section(allowed), options=options))


def test_the_role_needs_the_secrets_below_the_prefixes() -> None:
    connections = statement("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:*:secret:airflow/connections/*")
    assert [message.rpartition("secret:")[2] for message in backend_problems(connections)] == [
        "airflow/variables/*: none of its policies allows that."
    ]
    assert backend_problems(connections, arguments='{"variables_prefix": null}') == []
    assert len(backend_problems(connections, arguments='{"connections_prefix": "team"}')) == 2


def test_some_secrets_below_a_prefix_are_enough() -> None:
    one = statement(
        "secretsmanager:GetSecretValue",
        [
            f"arn:aws:secretsmanager:us-east-1:{DATA}:secret:airflow/{kind}/warehouse-*"
            for kind in ("connections", "variables")
        ],
    )
    assert backend_problems(one) == []


def test_the_role_needs_the_parameters_below_the_prefixes() -> None:
    allowed = statement("ssm:GetParameter", f"arn:aws:ssm:us-east-1:{DATA}:parameter/airflow/*")
    assert backend_problems(allowed, PARAMETERS) == []
    assert len(backend_problems(statement("s3:*"), PARAMETERS)) == 2


@pytest.mark.parametrize("arguments", ["[]", "[" * 100_000])
def test_arguments_that_are_no_json_object_are_not_judged(arguments: str) -> None:
    options = {"secrets.backend": BACKEND, "secrets.backend_kwargs": arguments}
    assert gaps("permissions.secrets-backend", view_of(options=options)) == [
        "secrets.backend_kwargs is not a JSON object"
    ]


@pytest.mark.parametrize("backend", ["", "airflow.providers.hashicorp.secrets.vault.VaultBackend"])
def test_other_backends_need_nothing_of_aws(backend: str) -> None:
    assert backend_problems(statement("s3:*"), backend) == []
