"""Topics, queues and keys of other accounts: their policies decide, and the call takes place in the owner's account.

moto lets every account publish to every topic, and finds no queue or key of another account. That a caller's own
policies allow the call is taken for granted, as everywhere in the local AWS unless they are enforced.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mwaa_tf.arn import Arn
from mwaa_tf.iam.actions import iam_action
from mwaa_tf.iam.document import FULL_IDENTITY_ACCESS, PolicyDocument
from mwaa_tf.iam.evaluation import ApplicablePolicies, Verdict, evaluate
from mwaa_tf.iam.parsing import parse_policy
from mwaa_tf.local_aws.accounts import Caller, organization_of
from mwaa_tf.local_aws.api_requests import ApiRequest
from mwaa_tf.local_aws.authorization import access_request, unjudged
from mwaa_tf.local_aws.needs import parameters_of
from mwaa_tf.local_aws.resource_policies import key_policy, queue_arn, queue_policy, topic_policy

#: Operations that a policy can open to other accounts: the fields "Cross-account use" of the KMS API reference, the
#: notes about cross-account permissions of the SQS API reference, and the actions of a topic's policy (SNS developer
#: guide, sns-access-policy-language-api-permissions-reference).
OPERATIONS: Mapping[str, frozenset[str]] = {
    "kms": frozenset(
        {
            "CreateGrant", "Decapsulate", "Decrypt", "DeriveSharedSecret", "DescribeKey", "Encapsulate", "Encrypt",
            "GenerateDataKey", "GenerateDataKeyPair", "GenerateDataKeyPairWithoutPlaintext",
            "GenerateDataKeyWithoutPlaintext", "GenerateMac", "GetKeyRotationStatus", "GetPublicKey", "ListGrants",
            "ReEncrypt", "RetireGrant", "RevokeGrant", "Sign", "Verify", "VerifyMac",
        }
    ),
    "sns": frozenset(
        {
            "AddPermission", "DeleteTopic", "GetTopicAttributes", "ListSubscriptionsByTopic", "Publish", "PublishBatch",
            "RemovePermission", "SetTopicAttributes", "Subscribe",
        }
    ),
    "sqs": frozenset(
        {
            "CancelMessageMoveTask", "ChangeMessageVisibility", "ChangeMessageVisibilityBatch", "DeleteMessage",
            "DeleteMessageBatch", "GetQueueAttributes", "GetQueueUrl", "ListDeadLetterSourceQueues",
            "ListMessageMoveTasks", "PurgeQueue", "ReceiveMessage", "SendMessage", "SendMessageBatch",
            "StartMessageMoveTask",
        }
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ForeignResource:
    """A resource of another account that a call names."""

    arn: Arn
    policy: PolicyDocument | None
    """None if the resource does not exist."""

    def refusal(self, request: ApiRequest, caller: Caller) -> str:
        """The message of AWS if the resource's policy does not allow the call; else empty."""
        action = iam_action(request.service, request.action) or ""
        subject = f"User: {caller.name} is not authorized to perform: {action} on resource: {self.arn}"
        if self.policy is None:
            return f"{subject} because no resource-based policy allows the {action} action"
        context = {
            "aws:PrincipalOrgID": organization_of(caller.account_id) or (),
            "aws:SourceOwner": caller.account_id,
            "aws:RequestedRegion": request.region,
        }
        policies = ApplicablePolicies(
            identity=(FULL_IDENTITY_ACCESS,), resource=self.policy, resource_account=self.arn.account_id
        )
        decision = evaluate(policies, access_request(caller, action, str(self.arn), context))
        match decision.verdict:
            case Verdict.ALLOW:
                return ""
            case Verdict.UNKNOWN:
                return f"{subject} {unjudged(decision)}"
            case Verdict.EXPLICIT_DENY:
                return f"{subject} with an explicit deny in a resource-based policy"
            case _:
                return f"{subject} because no resource-based policy allows the {action} action"


def foreign_resource(request: ApiRequest, body: bytes, caller: Caller, partition: str) -> ForeignResource | None:
    """The topic, queue or key of another account that the call names; None for any other call."""
    if request.action not in OPERATIONS.get(request.service, ()):
        return None
    find_arn, find_policy = _SERVICES[request.service]
    arn = find_arn(parameters_of(body), request.region, partition)
    if arn is None or arn.account_id in ("", caller.account_id) or arn.region != request.region:
        return None
    policy = find_policy(arn)
    return ForeignResource(arn, None if policy is None else parse_policy(policy))


def _topic_arn(parameters: Mapping[str, Any], _region: str, _partition: str) -> Arn | None:
    return Arn.find(str(parameters.get("TopicArn") or parameters.get("TargetArn") or ""))


def _key_arn(parameters: Mapping[str, Any], _region: str, _partition: str) -> Arn | None:
    return Arn.find(str(parameters.get("KeyId") or ""))


_SERVICES: Mapping[str, tuple[Callable[[Mapping[str, Any], str, str], Arn | None], Callable[[Arn], str | None]]] = {
    "kms": (_key_arn, key_policy),
    "sns": (_topic_arn, topic_policy),
    "sqs": (queue_arn, queue_policy),
}
