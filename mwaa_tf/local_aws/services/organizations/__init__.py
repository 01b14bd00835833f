"""AWS Organizations, where moto answers differently from AWS: only the management account manages and lists it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from moto.organizations.responses import OrganizationsResponse

OPEN_TO_ALL = frozenset(
    {
        "AcceptHandshake",
        "CancelHandshake",
        "DeclineHandshake",
        "DescribeEffectivePolicy",
        "DescribeHandshake",
        "DescribeOrganization",
        "LeaveOrganization",
        "ListHandshakesForAccount",
    }
)
"""Operations that a member account may call, too: those whose page in the Organizations API reference does not say that
only the management account or a delegated administrator may. The local AWS has no delegated administrators' policies: a
delegated administrator is an account like any other."""


def install() -> None:
    """Put the check before all operations of moto's Organizations."""
    from moto.organizations.responses import OrganizationsResponse

    from mwaa_tf.local_aws.patching import wrap

    wrap(OrganizationsResponse, "call_action", _call_action)


def _call_action(call: Callable[[OrganizationsResponse], Any], response: OrganizationsResponse) -> Any:
    from mwaa_tf.local_aws import api_responses

    operation = response._get_action()
    code, message = _refusal(operation, response.current_account, response.partition)
    if not code:
        if operation not in OPEN_TO_ALL and _is_administrator(response.current_account, response.partition):
            # What it sees is the organization's, which moto keeps in the backend of the management account.
            response.current_account = str(_management_account(response.current_account, response.partition))
        return call(response)
    error = api_responses.error("json", 400, code, message)
    return error.status, dict(error.headers), error.body.decode()


def _refusal(operation: str, account_id: str, partition: str) -> tuple[str, str]:
    """Code and message of the error for a member account, or for one without an organization; empty for none.

    The codes are those of the API reference, the messages those of its exceptions (moto has the same).
    """
    management_account = _management_account(account_id, partition)
    if operation == "CreateOrganization":
        if management_account:
            return "AlreadyInOrganizationException", "The AWS account is already a member of an organization."
        return "", ""
    if management_account is None:
        return "AWSOrganizationsNotInUseException", "Your account is not a member of an organization."
    if account_id == management_account or operation in OPEN_TO_ALL:
        return "", ""
    if _is_administrator(account_id, partition) and operation.startswith(("Describe", "List")):
        return "", ""
    return "AccessDeniedException", "You don't have permissions to access this resource."


def _is_administrator(account_id: str, partition: str) -> bool:
    """Whether the account is a delegated administrator of its organization."""
    from moto.organizations.models import organizations_backends

    management_account = _management_account(account_id, partition)
    return management_account is not None and any(
        administrator.account.id == account_id
        for administrator in organizations_backends[management_account][partition].admins
    )


def _management_account(account_id: str, partition: str) -> str | None:
    """The management account of the organization that the account is in."""
    from moto.organizations.models import organizations_backends

    own = organizations_backends[account_id][partition]
    if own.org is not None:
        return account_id
    return organizations_backends.master_accounts.get(account_id, (None,))[0]
