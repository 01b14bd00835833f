"""The execution role may use the key."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.permissions._role import ROLE_PAGE, RoleNeed, resource_arn, role_issues
from mwaa_tf.doctor.finding import Issue
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.iam.patterns import ANY
from mwaa_tf.mwaa.regions import dns_suffix, partition_of

#: A key of AWS is in no account that anybody knows: this one stands for it, and it is no customer's.
_ACCOUNT_OF_AWS = "0" * 12

_QUEUE = ("kms:Decrypt", "kms:GenerateDataKey")
_DOCUMENTED = ("kms:DescribeKey", "kms:Encrypt")


@check(
    "permissions.use-key",
    title="The execution role may use the key of the environment",
    fix="Allow `kms:Decrypt`, `kms:DescribeKey`, `kms:GenerateDataKey*` and `kms:Encrypt` through SQS and S3.",
    source=ROLE_PAGE,
    reads=("execution_role", "key"),
    covers=("verify_env: check_iam_permissions", "verify_env: check_kms_key_policy", "guide: execution role"),
)
def use_key(view: EnvironmentView) -> Iterator[Issue]:
    """The role may encrypt and decrypt with the environment's key through SQS and, with a key of its own, through S3.

    The queue of the Celery executor is encrypted with it, and so are objects in the bucket. With a key that AWS owns,
    the role needs the same for keys outside its account. Policies and the key's policy count; grants are not looked at.
    """
    if not view.environment.value.kms_key:
        resource = resource_arn(view, "kms", f"key/{ANY}", _ACCOUNT_OF_AWS)
        yield from role_issues(view, _needs(view, resource, ("sqs",)))
        return
    key = view.key.key.value
    if key is not None:
        yield from role_issues(view, _needs(view, key.arn, ("sqs", "s3")), key_policy=view.key.policy.value)


def _needs(view: EnvironmentView, resource: str, services: tuple[str, ...]) -> Iterator[RoleNeed]:
    domain = f"{view.target.region}.{dns_suffix(partition_of(view.target.region) or 'aws')}"
    for service in services:
        context = {"kms:ViaService": f"{service}.{domain}"}
        for action in _QUEUE if service == "sqs" else ("kms:Decrypt",):
            yield RoleNeed(action, resource, context, service=service.upper())
        for action in _DOCUMENTED:
            yield RoleNeed(action, resource, context, is_required=False, service=service.upper())
