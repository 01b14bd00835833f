"""The JSON of a plan, as `terraform show -json` writes it, as types (Terraform documentation, internals/json-format).

Only fields that mwaa_tf reads: everything else is skipped while decoding, without becoming objects. Values of
resources stay undecoded until they are read, because most of a large plan does not change.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from mwaa_tf.errors import UsageError

_NULL = msgspec.Raw(b"null")

#: The major version of the format that is understood; minor versions only add to it.
FORMAT = 1

#: A plan has at least one of these; a plan without changes has no resource_changes at all.
_KEYS = {"planned_values", "resource_changes", "output_changes", "configuration"}

_VERSION = re.compile(r"(\d+)\.(\d+)")


class PlanError(UsageError):
    """A file is not the JSON of a plan, or of a plan in an unsupported format."""


class Importing(msgspec.Struct, frozen=True, gc=False):
    """An import that belongs to a change."""

    id: str | None = None
    unknown: bool = False


class ChangeRepresentation(msgspec.Struct, frozen=True):
    """A value before and after, and which parts of it are unknown or sensitive, in the same shape."""

    actions: tuple[str, ...] = ("no-op",)
    before: msgspec.Raw = _NULL
    after: msgspec.Raw = _NULL
    after_unknown: msgspec.Raw = _NULL
    before_sensitive: msgspec.Raw = _NULL
    after_sensitive: msgspec.Raw = _NULL
    replace_paths: tuple[tuple[Any, ...], ...] = ()
    importing: Importing | None = None


class ResourceChangeRepresentation(msgspec.Struct, frozen=True):
    """The planned change of one resource instance."""

    address: str
    change: ChangeRepresentation
    mode: str = "managed"
    type: str = ""
    name: str = ""
    module_address: str | None = None
    previous_address: str | None = None
    provider_name: str = ""
    deposed: str | None = None
    action_reason: str | None = None


class RelevantAttribute(msgspec.Struct, frozen=True):
    """An attribute that other values in the plan depend on."""

    resource: str = ""
    attribute: tuple[Any, ...] = ()


class CheckProblem(msgspec.Struct, frozen=True):
    """The message of a condition that failed."""

    message: str = ""


class CheckAddress(msgspec.Struct, frozen=True):
    """The object that a condition belongs to."""

    to_display: str = ""
    kind: str = ""


class PlanCheckInstance(msgspec.Struct, frozen=True):
    """The conditions of one instance."""

    address: CheckAddress
    status: str = "unknown"
    problems: tuple[CheckProblem, ...] = ()


class PlanCheck(msgspec.Struct, frozen=True):
    """Checks, preconditions, postconditions and variable validations of one object."""

    address: CheckAddress
    status: str = "unknown"
    instances: tuple[PlanCheckInstance, ...] = ()


class PlanJson(msgspec.Struct, frozen=True):
    """A plan."""

    format_version: str
    terraform_version: str = ""
    resource_changes: tuple[ResourceChangeRepresentation, ...] = ()
    resource_drift: tuple[ResourceChangeRepresentation, ...] = ()
    output_changes: dict[str, ChangeRepresentation] = {}
    relevant_attributes: tuple[RelevantAttribute, ...] = ()
    checks: tuple[PlanCheck, ...] = ()
    errored: bool = False
    applyable: bool | None = None
    """Whether an apply would change anything; None if Terraform is too old to report it."""
    complete: bool | None = None


_DECODER = msgspec.json.Decoder(PlanJson)


def parse_plan(contents: bytes, name: str) -> PlanJson:
    """Decode the plan in ``contents``; errors call it ``name``. Raises :class:`PlanError`."""
    try:
        plan = _DECODER.decode(contents)
    except msgspec.ValidationError as error:
        raise PlanError(f"{name}: {_why_invalid(contents, error)}") from error
    except msgspec.DecodeError as error:
        raise PlanError(f"{name}: {_why_undecodable(contents, error)}") from error
    except RecursionError as error:
        raise PlanError(f"{name}: nested too deeply to be a plan of Terraform") from error
    version = _VERSION.match(plan.format_version)
    if not version or int(version[1]) != FORMAT:
        raise PlanError(
            f"{name}: format version {plan.format_version!r} of plans is not understood; allowed is {FORMAT}.x, "
            "which Terraform has written since 1.1"
        )
    if not plan.resource_changes and not plan.output_changes and not _KEYS & _keys(contents):
        raise PlanError(f"{name}: {_describe_other(_keys(contents))}")
    return plan


def _why_undecodable(contents: bytes, error: Exception) -> str:
    if not contents.strip():
        return "is empty; expected is what `terraform show -json PLAN` prints"
    if contents[:2] == b"PK":
        return "is a binary plan file; expected here is its JSON"
    return f"is not JSON ({error}), or was cut off; expected is what `terraform show -json PLAN` prints"


def _why_invalid(contents: bytes, error: Exception) -> str:
    keys = _keys(contents)
    if "format_version" not in keys or not _KEYS & keys:
        return _describe_other(keys)
    return f"is not a plan as Terraform writes it: {error}"


def _keys(contents: bytes) -> set[str]:
    try:
        return set(msgspec.json.decode(contents, type=dict[str, msgspec.Raw]))
    except (msgspec.MsgspecError, RecursionError):
        return set()


def _describe_other(keys: set[str]) -> str:
    """Describe JSON that has a format version, as several outputs of Terraform do, but none of a plan's keys."""
    if "values" in keys:
        return "is a state, not a plan; expected is what `terraform show -json PLAN` prints"
    hint = "a stream of `terraform plan -json`" if "@level" in keys or "@message" in keys else "other JSON"
    return f"is no plan but {hint}; expected is what `terraform show -json PLAN` prints"
