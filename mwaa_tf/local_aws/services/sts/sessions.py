"""Temporary credentials that work: of roles, of users (GetSessionToken) and of federated users (GetFederationToken).

moto answers the last two with the example of AWS's documentation, which belongs to no account. What each kind of
credentials may call is in the table of page id_credentials_sts-comparison of the IAM user guide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mwaa_tf.arn import Arn
from mwaa_tf.local_aws.accounts import Caller, SessionKind, caller_of, set_caller
from mwaa_tf.local_aws.patching import replace, wrap

if TYPE_CHECKING:
    from collections.abc import Callable

    from moto.core.responses import ActionResult
    from moto.sts.models import AssumedRole, STSBackend
    from moto.sts.responses import TokenResponse

_DEFAULT_DURATION = 43200
_NO_POLICY = ()


def install() -> None:
    """Put the operations into moto's STS; once per process."""
    from moto.sts.models import STSBackend
    from moto.sts.responses import TokenResponse

    wrap(STSBackend, "assume_role", _assume_role)
    wrap(STSBackend, "get_caller_identity", _caller_identity)
    replace(TokenResponse, "get_session_token", _get_session_token)
    replace(TokenResponse, "get_federation_token", _get_federation_token)


def _assume_role(assume: Callable[..., AssumedRole], backend: STSBackend, **options: Any) -> AssumedRole:
    role = assume(backend, **options)
    policies = (role.policy,) if role.policy else _NO_POLICY
    set_caller(role.access_key, Caller(role.account_id, role.role_arn, role.arn, SessionKind.ROLE, policies))
    return role


def _caller_identity(
    identify: Callable[..., tuple[str, str, str]], backend: STSBackend, access_key_id: str, region: str
) -> tuple[str, str, str]:
    """User id, ARN and account (page reference_policies_variables of the IAM user guide, "Principal key values")."""
    from moto.iam.models import iam_backends

    caller = caller_of(access_key_id)
    if caller is None or caller.kind not in (SessionKind.USER, SessionKind.FEDERATED_USER):
        return identify(backend, access_key_id, region)
    if caller.kind is SessionKind.FEDERATED_USER:
        return f"{caller.account_id}:{Arn.parse(caller.arn).resource_name}", caller.arn, caller.account_id
    users = iam_backends[caller.account_id][backend.partition].users
    return users[Arn.parse(caller.arn).resource_name].id, caller.arn, caller.account_id


def _get_session_token(response: TokenResponse) -> ActionResult:
    from moto.core.responses import ActionResult

    user = _user_calling(response, "GetSessionToken")
    caller = Caller(user.account_id, user.arn, kind=SessionKind.USER)
    return ActionResult({"Credentials": _credentials(response, caller)})


def _get_federation_token(response: TokenResponse) -> ActionResult:
    """Credentials of a federated user. The share of the policy's size is inferred."""
    from moto.core.responses import ActionResult

    user = _user_calling(response, "GetFederationToken")
    name, policy = str(response._get_param("Name")), response._get_param("Policy")
    arn = str(Arn(response.partition, "sts", "", user.account_id, f"federated-user/{name}"))
    policies = (str(policy),) if policy else _NO_POLICY
    caller = Caller(user.account_id, arn, kind=SessionKind.FEDERATED_USER, session_policies=policies, user_arn=user.arn)
    result = {
        "Credentials": _credentials(response, caller),
        "FederatedUser": {"FederatedUserId": f"{user.account_id}:{name}", "Arn": arn},
        "PackedPolicySize": sum(map(len, policies)) * 100 // 2048,
    }
    return ActionResult(result)


def _user_calling(response: TokenResponse, operation: str) -> Caller:
    """The user that calls ``operation``. Raises AccessDenied for temporary credentials."""
    from mwaa_tf.local_aws.services.sts.exceptions import SessionCredentialsError

    caller = caller_of(response.get_access_key())
    if caller is None or caller.kind is not SessionKind.NONE:
        raise SessionCredentialsError(operation)
    return caller


def _credentials(response: TokenResponse, caller: Caller) -> dict[str, Any]:
    from moto.iam.models import iam_backends
    from moto.sts.models import Token
    from moto.sts.utils import random_session_token

    key = iam_backends[caller.account_id][response.partition].create_temp_access_key()
    set_caller(key, caller)
    token = Token(response._get_int_param("DurationSeconds", _DEFAULT_DURATION))
    return {
        "AccessKeyId": key.access_key_id,
        "SecretAccessKey": key.secret_access_key,
        "SessionToken": random_session_token(),
        "Expiration": token.expiration,
    }
