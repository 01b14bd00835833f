"""A role can be assumed only where it exists and its trust policy names the caller.

moto hands out credentials for any ARN. AWS answers AccessDenied in both cases, and does not say which it was. A trust
policy that the local AWS cannot judge is refused, too, with what it cannot judge.
"""

from __future__ import annotations

import re
from functools import wraps
from typing import TYPE_CHECKING, Any

from mwaa_tf.iam.document import PolicyDocument
from mwaa_tf.iam.evaluation import Decision, Verdict, evaluate_policy
from mwaa_tf.iam.parsing import parse_policy
from mwaa_tf.iam.variables import ContextValue
from mwaa_tf.local_aws.accounts import caller_of
from mwaa_tf.local_aws.authorization import access_request, unjudged

if TYPE_CHECKING:
    from moto.sts.responses import TokenResponse

_ROLE = re.compile(r"^arn:(?P<partition>[^:]+):iam::(?P<account>\d{12}):role/.+$")


def install() -> None:
    """Put the check before moto's own. A second call changes nothing."""
    from moto.core.exceptions import AccessDeniedError
    from moto.sts.responses import TokenResponse

    assume = TokenResponse.assume_role
    if hasattr(assume, "__wrapped__"):
        return

    @wraps(assume)
    def assume_role(self: TokenResponse) -> Any:
        role_arn = str(self._get_param("RoleArn"))
        caller = caller_of(self.get_access_key())
        if caller is None:
            raise AccessDeniedError("anonymous", f"sts:AssumeRole on resource: {role_arn}")
        context: dict[str, ContextValue] = {
            "aws:RequestedRegion": self.region,
            "sts:ExternalId": self._get_param("ExternalId") or (),
            "sts:RoleSessionName": self._get_param("RoleSessionName") or (),
        }
        decision = evaluate_policy(_trust_policy(role_arn), access_request(caller, "sts:AssumeRole", context=context))
        if not decision.allowed:
            raise AccessDeniedError(caller.arn, f"sts:AssumeRole on resource: {role_arn}{_because(decision)}")
        return assume(self)

    TokenResponse.assume_role = assume_role  # type: ignore[method-assign]


def _because(decision: Decision) -> str:
    return f" {unjudged(decision)}" if decision.verdict is Verdict.UNKNOWN else ""


def _trust_policy(role_arn: str) -> PolicyDocument:
    """The trust policy of a role; an empty one, without principals, for a role that does not exist."""
    from moto.iam.models import iam_backends

    match = _ROLE.match(role_arn)
    if match is None or match["account"] not in iam_backends:
        return PolicyDocument()
    roles = iam_backends[match["account"]][match["partition"]].roles.values()
    role = next((role for role in list(roles) if role.arn == role_arn), None)
    return PolicyDocument() if role is None else parse_policy(role.assume_role_policy_document)
