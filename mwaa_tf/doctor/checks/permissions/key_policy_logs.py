"""CloudWatch Logs may use the key of the environment."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.permissions._logs import all_log_groups, enabled_log_groups
from mwaa_tf.doctor.finding import Issue, failure, not_checkable, passed
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.iam.document import PolicyDocument
from mwaa_tf.iam.evaluation import Decision, Verdict, evaluate_policy
from mwaa_tf.iam.principals import RequestPrincipal
from mwaa_tf.iam.requests import AccessRequest
from mwaa_tf.mwaa.regions import dns_suffix, partition_of
from mwaa_tf.text import join_words

#: One of each pattern of the documented statement: Encrypt*, Decrypt*, ReEncrypt*, GenerateDataKey*, Describe*.
_ACTIONS = ("kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom")
_CONTEXT = "kms:EncryptionContext:aws:logs:arn"


@check(
    "permissions.key-policy-logs",
    title="CloudWatch Logs may use the key of the environment",
    fix="Add the statement for CloudWatch Logs of AWS's page to the key's policy.",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/custom-keys-certs.html",
    reads=("key",),
    covers=("verify_env: check_kms_key_policy", "guide: customer managed keys"),
)
def key_policy_logs(view: EnvironmentView) -> Iterator[Issue]:
    """The key's policy lets CloudWatch Logs encrypt and decrypt the environment's enabled log groups.

    It is judged for the context that CloudWatch Logs gives: the ARN of the log group. A policy for log groups of other
    names is common where a key was made for another environment. Without the permission log groups are not created.
    """
    key = view.key.key.value
    groups = enabled_log_groups(view)
    if key is None or not groups:
        yield passed("no log is enabled" if key else "there is no customer managed key")
        return
    policy = view.key.policy.value
    if policy is None:
        return
    service = f"logs.{view.target.region}.{dns_suffix(partition_of(view.target.region) or 'aws')}"
    decisions = {
        (group, action): _decision(policy, service, action, key.arn, group) for group in groups for action in _ACTIONS
    }
    denied = [pair for pair, decision in decisions.items() if not decision.allowed]
    if lacking := [pair for pair in denied if decisions[pair].verdict is not Verdict.UNKNOWN]:
        yield _failure(key.arn, service, all_log_groups(view), lacking)
    elif denied:
        reasons = dict.fromkeys(reason for pair in denied for reason in decisions[pair].unjudged)
        text = f"it cannot be judged whether {service} may use the key {key.arn}: {'; '.join(reasons)}"
        yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, text), subject=key.arn)


def _failure(key_arn: str, service: str, all_groups: str, lacking: list[tuple[str, str]]) -> Issue:
    actions = join_words(dict.fromkeys(action for _, action in lacking), "and")
    names = join_words(dict.fromkeys(group.partition("log-group:")[2] for group, _ in lacking), "and")
    return failure(
        f"The policy of the key {key_arn} does not let {service} call {actions} for {names}.",
        fix=f"Allow {service} kms:Encrypt*, kms:Decrypt*, kms:ReEncrypt*, kms:GenerateDataKey* and kms:Describe* in "
        f"the key's policy, with the condition ArnLike {_CONTEXT} = {all_groups}.",
        subject=key_arn,
    )


def _decision(policy: PolicyDocument, service: str, action: str, key_arn: str, group: str) -> Decision:
    request = AccessRequest(RequestPrincipal.service(service), action, key_arn, {_CONTEXT: group}, ("aws:*", "kms:*"))
    return evaluate_policy(policy, request)
