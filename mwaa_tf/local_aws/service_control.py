"""The service control policies of an account, as moto's organization has them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mwaa_tf.iam.document import PolicyDocument
from mwaa_tf.iam.parsing import parse_policy

_TYPE = "SERVICE_CONTROL_POLICY"


def service_control_policies(account_id: str) -> tuple[tuple[PolicyDocument, ...], ...]:
    """The policies by level, from the root of the organization to the account.

    None for an account without organization, for the management account, which they never limit, and as long as the
    root does not have the type enabled (AWS Organizations user guide, orgs_manage_policies_scps).
    """
    from moto.organizations.models import organizations_backends

    for backends in list(organizations_backends.values()):
        for backend in list(backends.values()):
            account = next((account for account in backend.accounts if account.id == account_id), None)
            if backend.org is None or account is None:
                continue
            levels = [account, *_units_above(account, backend)]
            if account_id == backend.org.master_account_id or not _is_enabled(levels[-1]):
                return ()
            return tuple(tuple(_documents(level)) for level in reversed(levels))
    return ()


def _units_above(account: Any, backend: Any) -> Iterator[Any]:
    """The units that the account is in, the root last."""
    units = {unit.id: unit for unit in backend.ou}
    unit = units.get(account.parent_id)
    while unit is not None:
        yield unit
        unit = units.get(unit.parent_id)


def _is_enabled(root: Any) -> bool:
    return any(enabled["Type"] == _TYPE for enabled in getattr(root, "policy_types", ()))


def _documents(level: Any) -> Iterator[PolicyDocument]:
    for policy in list(level.attached_policies):
        if policy.type == _TYPE:
            yield parse_policy(policy.content)
