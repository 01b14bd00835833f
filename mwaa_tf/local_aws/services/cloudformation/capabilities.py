"""Capabilities that a request has to acknowledge before a template may do certain things.

The types, and which capability is for what, are those of the parameter Capabilities (API_CreateStack, API_UpdateStack,
API_CreateChangeSet); the message is AWS's, of CreateStack and CreateChangeSet alike (envato/stack_master #138,
molecule-man/stack-assembly #4, cloudtools/stacker #731).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from moto.core.exceptions import ServiceException

IAM, NAMED_IAM, AUTO_EXPAND = "CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"
_IAM_TYPES = (
    "AWS::IAM::AccessKey",
    "AWS::IAM::Group",
    "AWS::IAM::InstanceProfile",
    "AWS::IAM::ManagedPolicy",
    "AWS::IAM::Policy",
    "AWS::IAM::Role",
    "AWS::IAM::User",
    "AWS::IAM::UserToGroupAddition",
)
_NAMES = ("GroupName", "InstanceProfileName", "ManagedPolicyName", "RoleName", "UserName")
_acknowledged: ContextVar[frozenset[str] | None] = ContextVar("acknowledged", default=None)


class InsufficientCapabilitiesException(ServiceException):
    """400: the request does not acknowledge what the template needs."""

    code = "InsufficientCapabilitiesException"

    def __init__(self, capability: str) -> None:
        super().__init__(f"Requires capabilities : [{capability}]")


@contextmanager
def acknowledged(capabilities: frozenset[str] | None) -> Iterator[None]:
    """What the request, or the stack in which another one is nested, acknowledges; None checks nothing."""
    token = _acknowledged.set(capabilities)
    try:
        yield
    finally:
        _acknowledged.reset(token)


def current() -> frozenset[str] | None:
    """The capabilities of :func:`acknowledged`."""
    return _acknowledged.get()


def check(template: Mapping[str, Any], *, directly: bool = True) -> None:
    """Raise :class:`InsufficientCapabilitiesException` for what the request does not acknowledge.

    A macro needs a capability only if the stack is created or updated ``directly``, without a change set to review.
    """
    given = _acknowledged.get()
    if given is None:
        return
    needed = required(template)
    if needed == [NAMED_IAM] and NAMED_IAM not in given:
        raise InsufficientCapabilitiesException(NAMED_IAM)
    if needed == [IAM] and not given & {IAM, NAMED_IAM}:
        raise InsufficientCapabilitiesException(IAM)
    if directly and has_macros(template) and AUTO_EXPAND not in given:
        raise InsufficientCapabilitiesException(AUTO_EXPAND)


def required(template: Mapping[str, Any]) -> list[str]:
    """One for IAM; another one if the template names what it creates there."""
    resources = iam_resources(template)
    named = any(name in (resource.get("Properties") or {}) for resource in resources for name in _NAMES)
    return [NAMED_IAM if named else IAM] if resources else []


def iam_resources(template: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The resources of the template that belong to IAM."""
    return [resource for resource in template["Resources"].values() if resource.get("Type") in _IAM_TYPES]


def has_macros(value: Any) -> bool:
    """Whether a template, or a part of it, has a `Transform`, also that of AWS::Include."""
    if isinstance(value, list):
        return any(map(has_macros, value))
    if not isinstance(value, Mapping):
        return False
    return bool(value.get("Transform") or "Fn::Transform" in value) or any(map(has_macros, value.values()))
