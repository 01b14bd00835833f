"""What a first apply needs, from EC2, IAM and S3 of the account that will create it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from mwaa_tf.arn import Arn
from mwaa_tf.doctor.collect.aws import vpc
from mwaa_tf.doctor.collect.aws.access_methods import CONFIGURATION
from mwaa_tf.doctor.collect.aws.calls import Answer, Calls
from mwaa_tf.doctor.collect.aws.operations import CallerSide, operation
from mwaa_tf.doctor.collect.aws.policies import NO_SUCH_ENTITY, ManagedPolicyOperations, boundary_of
from mwaa_tf.doctor.collect.aws.source import AwsSource
from mwaa_tf.doctor.reading import Gap, GapKind, Reading
from mwaa_tf.doctor.view.network import Subnet
from mwaa_tf.doctor.view.prerequisites import (
    CallerPolicies,
    NameState,
    PlannedBucket,
    PrerequisitesSection,
    ZoneFacts,
)
from mwaa_tf.mwaa import principals
from mwaa_tf.mwaa.regions import partition_of
from mwaa_tf.text import escape_control_characters as printable

T = TypeVar("T")

_LIST_BUCKET = "s3:ListBucket"

DESCRIBE_ZONES = operation(
    "ec2", "DescribeAvailabilityZones", by=CallerSide.OWNER, why="in which zones the subnets can be"
)
DESCRIBE_SUBNETS = operation("ec2", "DescribeSubnets", by=CallerSide.EITHER, why="the existing private subnets")
DESCRIBE_PUBLIC_ACCESS = operation(
    "ec2", "DescribeVpcBlockPublicAccessOptions", by=CallerSide.OWNER, why="whether the account blocks the internet"
)
GET_SERVICE_ROLE = operation(
    "iam",
    "GetRole",
    why="whether MWAA's service-linked role exists",
    resource=f"arn:{{partition}}:iam::{{account}}:role/aws-service-role/{principals.AIRFLOW}/*",
)
GET_TERRAFORM_ROLE = operation(
    "iam",
    "GetRole",
    by=CallerSide.EITHER,
    why="what limits the roles that Terraform assumes",
    resource="{terraform_role}",
)
_POLICY = "arn:{partition}:iam::*:policy/*"
BOUNDARIES = ManagedPolicyOperations(
    get_policy=operation(
        "iam", "GetPolicy", by=CallerSide.EITHER, why="the current version of a permissions boundary", resource=_POLICY
    ),
    get_version=operation(
        "iam", "GetPolicyVersion", by=CallerSide.EITHER, why="what a permissions boundary allows", resource=_POLICY
    ),
)
SIMULATE = operation(
    "iam",
    "SimulatePrincipalPolicy",
    why="what the caller may do about a missing service-linked role, or a bucket that answers nothing",
    resource="arn:{partition}:iam::{account}:*",
)
HEAD_BUCKET = operation(
    "s3",
    "HeadBucket",
    why="whether the name of the bucket is free",
    resource="arn:{partition}:s3:::{bucket}",
    actions=(_LIST_BUCKET,),
)
LIST_BUCKETS = operation("s3", "ListBuckets", why="whether a bucket of that name is the account's own")

_EXISTS = Gap(GapKind.NOT_ASKED, "the environment exists")
_NO_CONFIGURATION = Gap(GapKind.NOT_ASKED, "there is no configuration that plans one")


def collect(source: AwsSource) -> PrerequisitesSection:
    """Ask both accounts; most of it once for all environments of an account."""
    has_role = source.participant.read(
        GET_SERVICE_ROLE, lambda answer: bool(answer["Role"]), RoleName=principals.SERVICE_LINKED_ROLE
    ).absent_as(NO_SUCH_ENTITY, False)
    boundary_arn = source.target.settings and source.target.settings.settings.execution_role.permissions_boundary
    return PrerequisitesSection(
        zones=source.read(DESCRIBE_ZONES, _zones, AllAvailabilityZones=True),
        has_service_linked_role=has_role,
        may_create_service_linked_role=(
            Reading.unread(_EXISTS) if has_role.content is not False else _may_create_role(source)
        ),
        bucket=_before(source, _bucket),
        subnets=_before(source, _existing_subnets),
        block_public_access=source.read(DESCRIBE_PUBLIC_ACCESS, vpc.public_access_mode_of),
        owner_role=_role(source.owner),
        participant_role=_role(source.participant),
        execution_role_boundary=_before(
            source, lambda _: boundary_of(source.participant, BOUNDARIES, boundary_arn or "", CONFIGURATION)
        ),
    )


def _before(source: AwsSource, read: Callable[[AwsSource], Reading[T]]) -> Reading[T]:
    """What only the first apply needs, of an environment that does not exist."""
    if source.environment.is_known:
        return Reading.unread(_EXISTS)
    if source.environment.gap and source.environment.gap.kind is not GapKind.ABSENT:
        return Reading.unread(source.environment.gap, source.environment.source)
    return read(source)


def _zones(answer: Answer) -> tuple[ZoneFacts, ...]:
    return tuple(
        ZoneFacts(
            id=printable(zone["ZoneId"]),
            name=printable(zone["ZoneName"]),
            state=printable(zone["State"]),
            opt_in=printable(zone["OptInStatus"]),
            kind=printable(zone["ZoneType"]),
        )
        for zone in answer["AvailabilityZones"]
    )


def _may_create_role(source: AwsSource) -> Reading[bool]:
    context = {
        "ContextKeyName": "iam:AWSServiceName",
        "ContextKeyValues": [principals.AIRFLOW],
        "ContextKeyType": "string",
    }
    return _may(source, "iam:CreateServiceLinkedRole", ContextEntries=[context])


def _may(source: AwsSource, action: str, **parameters: Any) -> Reading[bool]:
    """Whether IAM's simulator lets the participant's caller do ``action`` (IAM API reference, SimulatePrincipalPolicy).

    It takes users and roles: of a session the role is meant, without its path, which the session does not tell.
    """
    identity = source.participant.identity
    if identity.gap:
        return Reading.unread(identity.gap, identity.source)
    caller = Arn.parse(identity.value.arn)
    if caller.resource == "root":
        return Reading.of(True, identity.source)
    arn = source.target.participant.role_arn or (
        f"arn:{caller.partition}:iam::{caller.account_id}:role/{caller.resource.split('/')[1]}"
        if caller.resource_type == "assumed-role"
        else str(caller)
    )
    return source.read(
        SIMULATE,
        lambda answer: all(result["EvalDecision"] == "allowed" for result in _results(answer)),
        PolicySourceArn=arn,
        ActionNames=[action],
        **parameters,
    )


def _results(answer: Answer) -> list[Any]:
    results: list[Any] = answer["EvaluationResults"]
    if not results:
        raise ValueError("it has no results")
    return results


def _bucket(source: AwsSource) -> Reading[PlannedBucket | None]:
    environment = source.target.settings
    if environment is None:
        return Reading.unread(_NO_CONFIGURATION)
    bucket = environment.settings.source_bucket
    if bucket.arn or environment.settings.existing:
        return Reading.of(None, CONFIGURATION)
    account_id = environment.participant.account_id
    # As the module names it: modules/environment/source_bucket.tf.
    name = bucket.name or f"{environment.name.lower().replace('_', '-')}-{account_id}"
    planned = partial(PlannedBucket, name)
    head: Reading[PlannedBucket | None] = source.read(
        HEAD_BUCKET, lambda _: planned(NameState.OWN), Bucket=name, ExpectedBucketOwner=account_id
    )
    if head.gap and head.gap.code == "403":
        return _refused_bucket(source, head, planned, name)
    return head.absent_as(("404", "NoSuchBucket"), planned(NameState.FREE))


def _refused_bucket(
    source: AwsSource,
    head: Reading[PlannedBucket | None],
    planned: Callable[[NameState], PlannedBucket],
    name: str,
) -> Reading[PlannedBucket | None]:
    """Whose bucket it is that answers 403: HeadBucket says as much of one of another account as of a missing right."""
    own = source.read(LIST_BUCKETS, lambda answer: {str(bucket["Name"]) for bucket in answer["Buckets"]}, Prefix=name)
    if own.is_known and name in own.value:
        return own.map(lambda _: planned(NameState.OWN))
    partition = partition_of(source.target.region) or "aws"
    may_list = _may(source, _LIST_BUCKET, ResourceArns=[f"arn:{partition}:s3:::{name}"])
    return own.map(lambda _: planned(NameState.FOREIGN)) if own.is_known and may_list.content else head


def _existing_subnets(source: AwsSource) -> Reading[tuple[Subnet, ...]]:
    deployment = source.target.deployment
    if deployment is None or deployment.owner.network.existing is None:
        return Reading.of((), CONFIGURATION)
    filters = [{"Name": "subnet-id", "Values": sorted(deployment.owner.network.existing.private_subnet_ids)}]
    first = source.owner.read(DESCRIBE_SUBNETS, vpc.subnets_of, Filters=filters)
    return first.or_else(lambda: source.participant.read(DESCRIBE_SUBNETS, vpc.subnets_of, Filters=filters))


def _role(calls: Calls) -> Reading[CallerPolicies | None]:
    """The role that the configuration names for Terraform, and its permissions boundary."""
    arn = calls.account.role_arn
    if not arn:
        return Reading.of(None, CONFIGURATION)
    boundary_arn = calls.read(GET_TERRAFORM_ROLE, _boundary_arn, RoleName=Arn.parse(arn).resource_name)
    if boundary_arn.gap:
        return Reading.unread(boundary_arn.gap, boundary_arn.source)
    return boundary_of(calls, BOUNDARIES, boundary_arn.value, boundary_arn.source).map(partial(CallerPolicies, arn))


def _boundary_arn(answer: Answer) -> str:
    boundary = answer["Role"].get("PermissionsBoundary")
    return str(boundary["PermissionsBoundaryArn"]) if boundary else ""
