"""The calls of an environment.

They are what the execution role is documented to need (page mwaa-create-role of the MWAA user guide), and the pull of
images with which its containers start (page vpc-security; Amazon ECR user guide, vpc-endpoints). What SQS and S3 do
with the environment's key is none of them: a call that a service makes for a principal never goes through an endpoint
of the VPC (AWS KMS developer guide, vpce-policy-condition). In which order they come, with which names of streams and
objects, and who pulls the images is inferred.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mwaa_tf.arn import Arn
from mwaa_tf.local_aws.accounts import Caller
from mwaa_tf.mwaa import endpoint_services
from mwaa_tf.mwaa.regions import WITHOUT_AIRFLOW_OPS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mwaa_tf.local_aws.services.mwaa.environment import LocalEnvironment

OPTIONAL = endpoint_services.UNDOCUMENTED
"""Services that AWS's list of endpoints no longer has. Where one of them has an endpoint, its policy counts."""


@dataclass(frozen=True, slots=True)
class EnvironmentCall:
    """One call of an environment."""

    endpoint: str
    """The end of the endpoint service's name: ``airflow.ops``."""
    service: str
    """The name that the service signs with."""
    operation: str
    action: str
    """The IAM action that allows it, with its prefix."""
    resource: str
    caller: Caller
    context: Mapping[str, str] = field(default_factory=dict)
    """Condition keys beside those of the caller."""


def reached(environment: LocalEnvironment) -> tuple[str, ...]:
    """The services that the environment has to reach, by the ends of their endpoint services' names."""
    services = [service for service in endpoint_services.REQUIRED if service not in OPTIONAL]
    if environment.identity.region in WITHOUT_AIRFLOW_OPS:
        services.remove(endpoint_services.AIRFLOW_OPS)
    return tuple(services)


def calls(environment: LocalEnvironment) -> Iterator[EnvironmentCall]:
    """Everything that the environment calls, in the order of its coming up."""
    yield from _images(environment)
    yield from _source_bucket(environment)
    yield from _logs(environment)
    yield from _queue(environment)
    yield from _metrics(environment)


def _role(environment: LocalEnvironment) -> Caller:
    """A session of the execution role."""
    identity, role_arn = environment.identity, environment.settings["ExecutionRoleArn"]
    session = f"assumed-role/{Arn.parse(role_arn).resource_name}/AmazonMWAA-airflow"
    return Caller(identity.account_id, role_arn, str(Arn(identity.partition, "sts", "", identity.account_id, session)))


def _mwaa(environment: LocalEnvironment) -> Caller:
    """A principal of MWAA's own, in the account that the Celery queue is in, too."""
    account_id = environment.managed.celery_queue_arn.split(":")[4]
    return Caller(account_id, f"arn:{environment.identity.partition}:sts::{account_id}:assumed-role/mwaa/images")


def _images(environment: LocalEnvironment) -> Iterator[EnvironmentCall]:
    identity, caller = environment.identity, _mwaa(environment)
    repository = f"arn:{identity.partition}:ecr:{identity.region}:{caller.account_id}:repository/airflow"
    layers = f"arn:{identity.partition}:s3:::prod-{identity.region}-starport-layer-bucket"
    yield EnvironmentCall(
        endpoint_services.ECR_API, "ecr", "GetAuthorizationToken", "ecr:GetAuthorizationToken", "*", caller
    )
    for operation in ("BatchGetImage", "GetDownloadUrlForLayer"):
        yield EnvironmentCall(endpoint_services.ECR_DKR, "ecr", operation, f"ecr:{operation}", repository, caller)
    yield EnvironmentCall("s3", "s3", "GetObject", "s3:GetObject", f"{layers}/layer", caller)


def _source_bucket(environment: LocalEnvironment) -> Iterator[EnvironmentCall]:
    caller, bucket = _role(environment), environment.settings["SourceBucketArn"]
    dags = environment.settings["DagS3Path"].strip("/")
    public_access = "s3:GetAccountPublicAccessBlock"
    yield EnvironmentCall("s3", "s3control", "GetPublicAccessBlock", public_access, "*", caller)
    yield EnvironmentCall("s3", "s3", "GetBucketVersioning", "s3:GetBucketVersioning", bucket, caller)
    yield EnvironmentCall("s3", "s3", "ListObjectsV2", "s3:ListBucket", bucket, caller)
    paths = [environment.settings.get(f"{name}S3Path") for name in ("Requirements", "Plugins", "StartupScript")]
    for path in (f"{dags}/dag.py", *filter(None, paths)):
        yield EnvironmentCall("s3", "s3", "GetObject", "s3:GetObject", f"{bucket}/{path}", caller)


def _logs(environment: LocalEnvironment) -> Iterator[EnvironmentCall]:
    caller = _role(environment)
    yield EnvironmentCall("logs", "logs", "DescribeLogGroups", "logs:DescribeLogGroups", "*", caller)
    for settings in environment.settings["LoggingConfiguration"].values():
        if settings["Enabled"]:
            group = settings["CloudWatchLogGroupArn"].removesuffix(":*")
            yield EnvironmentCall("logs", "logs", "CreateLogStream", "logs:CreateLogStream", f"{group}:*", caller)
            stream = f"{group}:log-stream:requirements_install"
            yield EnvironmentCall("logs", "logs", "PutLogEvents", "logs:PutLogEvents", stream, caller)


def _queue(environment: LocalEnvironment) -> Iterator[EnvironmentCall]:
    caller, queue = _role(environment), environment.managed.celery_queue_arn
    operations = ("GetQueueUrl", "GetQueueAttributes", "SendMessage", "ReceiveMessage", "ChangeMessageVisibility")
    for operation in (*operations, "DeleteMessage"):
        yield EnvironmentCall("sqs", "sqs", operation, f"sqs:{operation}", queue, caller)


def _metrics(environment: LocalEnvironment) -> Iterator[EnvironmentCall]:
    caller, identity = _role(environment), environment.identity
    yield EnvironmentCall("monitoring", "monitoring", "PutMetricData", "cloudwatch:PutMetricData", "*", caller)
    has_ops = identity.region not in WITHOUT_AIRFLOW_OPS
    endpoint = endpoint_services.AIRFLOW_OPS if has_ops else endpoint_services.AIRFLOW_ENV
    yield EnvironmentCall(endpoint, "airflow", "PublishMetrics", "airflow:PublishMetrics", identity.arn, caller)
