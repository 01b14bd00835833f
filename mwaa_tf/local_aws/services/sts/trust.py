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
from mwaa_tf.local_aws.accounts import Caller, caller_of
from mwaa_tf.local_aws.authorization import access_request, unjudged

if TYPE_CHECKING:
    from moto.sts.responses import TokenResponse

_DEFAULT_DURATION = 3600
_LONGEST_CHAINED_SESSION = 3600
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
            raise AccessDeniedError(caller.name, f"sts:AssumeRole on resource: {role_arn}{_because(decision)}")
        _check_duration(self._get_int_param("DurationSeconds", _DEFAULT_DURATION), role_arn, caller)
        return assume(self)

    TokenResponse.assume_role = assume_role  # type: ignore[method-assign]


def _check_duration(seconds: int, role_arn: str, caller: Caller) -> None:
    """Raise ValidationError for a session that would be too long (IAM user guide, troubleshoot_roles).

    A session of a role that assumes a role gets one hour at most. The wording is inferred.
    """
    from moto.sts.exceptions import STSValidationError

    if caller.session_arn and seconds > _LONGEST_CHAINED_SESSION:
        raise STSValidationError(
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining"
        )
    role = _role(role_arn)
    if role is not None and seconds > int(role.max_session_duration or _DEFAULT_DURATION):
        raise STSValidationError("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")


def _because(decision: Decision) -> str:
    return f" {unjudged(decision)}" if decision.verdict is Verdict.UNKNOWN else ""


def _trust_policy(role_arn: str) -> PolicyDocument:
    """The trust policy of a role; an empty one, without principals, for a role that does not exist."""
    role = _role(role_arn)
    return PolicyDocument() if role is None else parse_policy(role.assume_role_policy_document)


def _role(role_arn: str) -> Any:
    """The role with that ARN, its path included; None for none."""
    from moto.iam.models import iam_backends

    match = _ROLE.match(role_arn)
    if match is None or match["account"] not in iam_backends:
        return None
    roles = iam_backends[match["account"]][match["partition"]].roles.values()
    return next((role for role in list(roles) if role.arn == role_arn), None)
