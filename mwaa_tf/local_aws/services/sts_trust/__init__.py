"""A role can be assumed only where it exists and its trust policy names the caller.

moto hands out credentials for any ARN. AWS answers AccessDenied in both cases, and does not say which it was.
"""

from __future__ import annotations

import re
from functools import wraps
from typing import TYPE_CHECKING, Any

from mwaa_tf.iam.policies import Request, allows
from mwaa_tf.local_aws.accounts import Caller, caller_of

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
        if caller is None or not _trusts(role_arn, caller, self._get_param("ExternalId")):
            raise AccessDeniedError(caller.arn if caller else "anonymous", f"sts:AssumeRole on resource: {role_arn}")
        return assume(self)

    TokenResponse.assume_role = assume_role  # type: ignore[method-assign]


def _trusts(role_arn: str, caller: Caller, external_id: str | None) -> bool:
    from moto.iam.models import iam_backends

    match = _ROLE.match(role_arn)
    if match is None or match["account"] not in iam_backends:
        return False
    roles = iam_backends[match["account"]][match["partition"]].roles.values()
    role = next((role for role in list(roles) if role.arn == role_arn), None)
    if role is None:
        return False
    context = {"sts:ExternalId": external_id} if external_id else {}
    return allows(role.assume_role_policy_document, Request(caller, "sts:AssumeRole", context=context))
