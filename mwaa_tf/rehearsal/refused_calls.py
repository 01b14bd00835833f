"""Calls that AWS refuses and that Terraform's provider repeats, so that nothing seems to happen for minutes.

The local AWS answers like AWS. The provider cannot tell a request that is wrong from one that names a role, a key or a
bucket that does not exist everywhere yet, and repeats both.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mwaa_tf.lifecycle.events import CallRefused

if TYPE_CHECKING:
    from mwaa_tf.local_aws.calls import Call

#: Seconds for which a call of another kind is repeated before it is worth a line. A destroy has many that last shorter.
_PATIENCE = 5.0


@dataclass(frozen=True, slots=True)
class RepeatedCall:
    """A kind of error that the provider repeats the call after, for ``minutes``."""

    service: str
    actions: tuple[str, ...]
    errors: tuple[str, ...]
    minutes: int
    source: str
    """The file below ``internal/service`` of terraform-provider-aws."""
    message: str = ""
    """Part of the error's message that the provider looks for."""


#: What the provider repeats when it creates or changes resources of the modules. It does not repeat UpdateEnvironment
#: (mwaa/environment.go), AssociateResourceShare for a principal (ram/principal_association.go), ModifyVpcEndpoint
#: (ec2/vpc_endpoint.go) and AuthorizeClientVpnIngress (ec2/vpnclient_authorization_rule.go).
REPEATED = (
    RepeatedCall(
        "airflow", ("CreateEnvironment",), ("ValidationException", "InternalServerException"), 2, "mwaa/environment.go"
    ),
    RepeatedCall("kms", ("CreateKey", "PutKeyPolicy"), ("MalformedPolicyDocumentException",), 2, "kms/key.go"),
    RepeatedCall(
        "iam",
        ("CreateRole", "UpdateAssumeRolePolicy"),
        ("MalformedPolicyDocument",),
        2,
        "iam/role.go",
        "Invalid principal in policy",
    ),
    RepeatedCall("s3", ("PutBucketPolicy",), ("MalformedPolicy", "NoSuchBucket"), 2, "s3/bucket_policy.go"),
    RepeatedCall(
        "ec2", ("CreateFlowLogs",), ("InvalidParameter",), 2, "ec2/vpc_flow_log.go", "Unable to assume given IAM role"
    ),
    RepeatedCall(
        "elasticloadbalancing", ("CreateListener", "ModifyListener"), ("CertificateNotFound",), 5, "elbv2/listener.go"
    ),
)


class RefusedCalls:
    """A listener of the record that tells once of each refusal after which Terraform waits."""

    def __init__(self, notify: Callable[[CallRefused], None]) -> None:
        self._notify = notify
        self._lock = threading.Lock()
        self._first: dict[tuple[str, ...], Call] = {}
        self._told: set[tuple[str, ...]] = set()

    def __call__(self, call: Call) -> None:
        """Tell of ``call``, if it was refused and is one that the provider repeats, or has been repeating."""
        for refused in self._news(call):
            self._notify(refused)

    def _news(self, call: Call) -> Iterator[CallRefused]:
        if not (call.workspace and call.mutating and call.error):
            return
        key = (call.workspace, call.service, call.action, call.resource, call.error, call.message)
        repeated = next((kind for kind in REPEATED if _is_of(call, kind)), None)
        with self._lock:
            first = self._first.setdefault(key, call)
            waited = (call.time - first.time).total_seconds()
            if key in self._told or not (repeated or waited >= _PATIENCE):
                return
            self._told.add(key)
        yield CallRefused(call.workspace, call.action, call.error, call.message, repeated.minutes if repeated else None)


def _is_of(call: Call, kind: RepeatedCall) -> bool:
    return (
        call.service == kind.service
        and call.action in kind.actions
        and call.error in kind.errors
        and kind.message in call.message
    )
