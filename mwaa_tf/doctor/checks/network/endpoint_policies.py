"""Policies of endpoints let the environment do what it does."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.arn import Arn
from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.network._services import used_endpoints
from mwaa_tf.doctor.finding import Issue, failure, not_checkable, warning
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.doctor.view.network import VpcEndpointFacts
from mwaa_tf.iam.document import PolicyDocument
from mwaa_tf.iam.evaluation import Verdict, evaluate_policy
from mwaa_tf.iam.judgement import PolicyType
from mwaa_tf.iam.patterns import ANY
from mwaa_tf.iam.principals import RequestPrincipal
from mwaa_tf.iam.requests import AccessRequest
from mwaa_tf.mwaa.names import CELERY_QUEUE_PREFIX
from mwaa_tf.mwaa.regions import partition_of
from mwaa_tf.text import join_words

#: What the execution role does by each service (MWAA user guide, mwaa-create-role). KMS is not among them: what SQS and
#: S3 decrypt for the role never passes the endpoint (AWS KMS developer guide, vpce-policy-condition).
_ACTIONS = {
    "logs": ("logs:CreateLogStream", "logs:CreateLogGroup", "logs:PutLogEvents", "logs:GetLogEvents"),
    "monitoring": ("cloudwatch:PutMetricData",),
    "sqs": (
        "sqs:ChangeMessageVisibility",
        "sqs:DeleteMessage",
        "sqs:GetQueueAttributes",
        "sqs:GetQueueUrl",
        "sqs:ReceiveMessage",
        "sqs:SendMessage",
    ),
}
_ON_BUCKET, _ON_OBJECTS = ("s3:ListBucket", "s3:GetBucketLocation"), ("s3:GetObject", "s3:GetObjectVersion")


@check(
    "network.endpoint-policies",
    title="Policies of endpoints let the environment do what it does",
    fix="Allow it in the policy: `aws ec2 modify-vpc-endpoint --vpc-endpoint-id ENDPOINT --policy-document …`",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-security.html",
    reads=("network",),
    covers=("guide: VPC endpoint policies",),
)
def endpoint_policies(view: EnvironmentView) -> Iterator[Issue]:
    """The policy of each endpoint allows what the execution role does through it: the queue, the bucket, logs, metrics.

    The Celery queue is in an account of AWS, so that a policy that admits queues of your own accounts stops all tasks.
    Images are in a bucket of AWS; a policy of S3 without it is a warning, since AWS does not document who reads it.
    """
    for service, endpoint in used_endpoints(view):
        if endpoint.policy is None:
            continue
        denied: dict[str, list[str]] = {}
        for action, resource in _needs(view, service):
            decision = evaluate_policy(endpoint.policy, _request(view, action, resource), PolicyType.ENDPOINT)
            if decision.verdict is Verdict.UNKNOWN:
                reason = f"the policy of {endpoint.id} ({service}) cannot be judged: {'; '.join(decision.unjudged)}"
                yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, reason))
                break
            if not decision.allowed:
                denied.setdefault(resource, []).append(action)
        for resource, actions in denied.items():
            yield _denied(endpoint, service, actions, resource)
        if service == "s3":
            yield from _images(view, endpoint, endpoint.policy)


def _denied(endpoint: VpcEndpointFacts, service: str, actions: list[str], resource: str) -> Issue:
    shown = resource.replace(ANY, "*")
    on = "" if shown == "*" else f" on {shown}"
    return failure(
        f"The policy of the endpoint {endpoint.id} of {service} does not allow {join_words(actions)}{on}.",
        fix=f"Allow {join_words(actions)}{on} in the policy of {endpoint.id}",
        subject=endpoint.id,
    )


def _images(view: EnvironmentView, endpoint: VpcEndpointFacts, policy: PolicyDocument) -> Iterator[Issue]:
    """The bucket of image layers (Amazon ECR user guide, vpc-endpoints). The caller is not documented."""
    partition = partition_of(view.target.region) or "aws"
    layers = f"arn:{partition}:s3:::prod-{view.target.region}-starport-layer-bucket/layer"
    if evaluate_policy(policy, _request(view, "s3:GetObject", layers), PolicyType.ENDPOINT).verdict in (
        Verdict.IMPLICIT_DENY,
        Verdict.EXPLICIT_DENY,
    ):
        bucket = layers.removesuffix("/layer")
        yield warning(
            f"The policy of the endpoint {endpoint.id} of s3 lacks s3:GetObject on {bucket}, which has images.",
            fix=f"Allow s3:GetObject on {bucket}/* for all principals in the policy of {endpoint.id}",
            subject=endpoint.id,
        )


def _needs(view: EnvironmentView, service: str) -> Iterator[tuple[str, str]]:
    facts, region = view.environment.value, view.target.region
    partition = partition_of(region) or "aws"
    resource = "*"
    if service == "sqs":
        resource = facts.celery_queue_arn or f"arn:{partition}:sqs:{region}:{ANY}:{CELERY_QUEUE_PREFIX}{ANY}"
    if service == "logs":
        account_id = _account_id(view)
        resource = f"arn:{partition}:logs:{region}:{account_id}:log-group:airflow-{facts.name}-{ANY}"
    yield from ((action, resource) for action in _ACTIONS.get(service, ()))
    if service == "s3" and facts.bucket_arn.startswith("arn:"):
        yield from ((action, facts.bucket_arn) for action in _ON_BUCKET)
        yield from ((action, f"{facts.bucket_arn}/{ANY}") for action in _ON_OBJECTS)


def _request(view: EnvironmentView, action: str, resource: str) -> AccessRequest:
    role_arn = view.environment.value.execution_role_arn
    if Arn.find(role_arn) is None:
        # In a plan, an address stands for a role that has no ARN yet.
        role_arn = f"arn:{partition_of(view.target.region) or 'aws'}:iam::{_account_id(view)}:role/planned"
    context = {"aws:SecureTransport": "true", "aws:RequestedRegion": view.target.region}
    return AccessRequest(RequestPrincipal.of_arn(role_arn), action, resource, context, ("aws:*", "s3:*", "sqs:*"))


def _account_id(view: EnvironmentView) -> str:
    arn = Arn.find(view.environment.value.arn) or Arn.find(view.environment.value.execution_role_arn)
    return (arn.account_id if arn else "") or view.target.participant.account_id or "0" * 12
