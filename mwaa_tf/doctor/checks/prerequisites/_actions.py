"""What an apply, and an environment that runs, must be allowed to do: what a policy from above must not deny."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mwaa_tf.doctor.checks.prerequisites._planned import is_planned, is_shared
from mwaa_tf.doctor.view import EnvironmentView

_NETWORK = (
    "ec2:AuthorizeSecurityGroupIngress",
    "ec2:CreateRouteTable",
    "ec2:CreateSecurityGroup",
    "ec2:CreateSubnet",
    "ec2:CreateVpc",
    "ec2:CreateVpcEndpoint",
)
_INTERNET = ("ec2:AllocateAddress", "ec2:CreateInternetGateway", "ec2:CreateNatGateway")
_SHARING = ("ram:AssociateResourceShare", "ram:CreateResourceShare")
_ENVIRONMENT = ("airflow:CreateEnvironment", "ec2:CreateNetworkInterface", "iam:PassRole")
_BUCKET = ("s3:CreateBucket", "s3:PutBucketVersioning", "s3:PutObject")
_ROLE = ("iam:CreateRole", "iam:PutRolePolicy")
_KEY = ("kms:CreateGrant", "kms:CreateKey")
_GROUP = ("ec2:CreateSecurityGroup",)
_LOGS = ("logs:CreateLogGroup",)
EXECUTION = (
    "cloudwatch:PutMetricData",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "s3:GetObject",
    "s3:ListBucket",
    "sqs:DeleteMessage",
    "sqs:ReceiveMessage",
    "sqs:SendMessage",
)
"""What no environment runs without (MWAA user guide, mwaa-create-role)."""


@dataclass(frozen=True, slots=True)
class Doer:
    """A principal, and what it has to do."""

    account_id: str
    arn: str
    actions: tuple[str, ...]
    purpose: str
    """What does not work without, as the end of "needed ...": ``to create the VPC``."""


def owner_needs(view: EnvironmentView) -> Iterator[Doer]:
    """What the owner's apply has to do; nothing once the environment exists, and with it the VPC."""
    deployment, caller = view.target.deployment, view.accounts.owner
    if not is_planned(view) or deployment is None or not caller.is_known:
        return
    network = deployment.owner.network
    actions: tuple[str, ...] = ("ec2:CreateVpcEndpoint",) if network.existing else _NETWORK
    if not network.existing and network.internet != "none":
        actions += _INTERNET
    if is_shared(view) and deployment.owner.sharing.managed:
        actions += _SHARING
    yield Doer(deployment.owner.account_id, caller.value.arn, actions, "to create the network")


def participant_needs(view: EnvironmentView) -> Iterator[Doer]:
    """What the participant's apply has to do, or what its environment does all the time."""
    if not is_planned(view):
        role = view.environment.value.execution_role_arn
        account_id = view.target.participant.account_id or view.share.participant_id.value
        yield Doer(account_id, role, EXECUTION, "by the execution role")
        return
    if view.target.settings is None or not view.accounts.participant.is_known:
        return
    settings = view.target.settings.settings
    actions: tuple[str, ...] = _ENVIRONMENT
    for actions_of, is_created in (
        (_BUCKET, settings.source_bucket.arn is None),
        (_ROLE, settings.execution_role.arn is None),
        (_KEY, bool(settings.kms_key.create)),
        (_GROUP, not settings.security_group.ids),
        (_LOGS, settings.log_groups.create),
    ):
        actions += actions_of if is_created else ()
    caller = view.accounts.participant.value
    yield Doer(caller.account_id, caller.arn, actions, "to create the environment")
