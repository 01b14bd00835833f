"""The JSON of a plan, as `terraform show -json` writes it, as types (Terraform documentation, internals/json-format).

Each type has every key that Terraform 1.16 and OpenTofu 1.13 write there (``internal/command/jsonplan`` and
``jsonchecks`` of both); a key that no type has is reported in :attr:`PlanJson.unknown_keys`. docs/plan-fields.md says
where each is read. Values of resources stay undecoded until they are read: most of a large plan does not change.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from mwaa_tf.terraform.duplicate_keys import MEMBERS, DuplicateKeyError, check_plan_keys
from mwaa_tf.terraform.plan_keys import UnknownKey, without_unknown_keys
from mwaa_tf.terraform.plan_mistakes import PLAN_KEYS, PlanError, explain_mistake, top_level_keys

_NULL = msgspec.Raw(b"null")

#: The major version of the format that is understood; minor versions only add to it.
FORMAT = 1

_VERSION = re.compile(r"(\d+)\.(\d+)")


class Importing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An import that belongs to a change, by an id or by an identity."""

    id: str | None = None
    unknown: bool = False
    identity: msgspec.Raw = _NULL


class ChangeRepresentation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A value before and after, and which parts of it are unknown or sensitive, in the same shape."""

    actions: tuple[str, ...] = ()
    before: msgspec.Raw = _NULL
    after: msgspec.Raw = _NULL
    after_unknown: msgspec.Raw = _NULL
    before_sensitive: msgspec.Raw = _NULL
    after_sensitive: msgspec.Raw = _NULL
    replace_paths: tuple[tuple[Any, ...], ...] = ()
    importing: Importing | None = None
    generated_config: str = ""
    before_identity: msgspec.Raw = _NULL
    after_identity: msgspec.Raw = _NULL


class ResourceChangeRepresentation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The planned change of one resource instance."""

    address: str
    change: ChangeRepresentation
    mode: str = "managed"
    type: str = ""
    name: str = ""
    index: msgspec.Raw = _NULL
    index_unknown: bool = False
    module_address: str | None = None
    previous_address: str | None = None
    provider_name: str = ""
    deposed: str | None = None
    action_reason: str | None = None


class DeferredChangeRepresentation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A change that this plan does not make, and why."""

    resource_change: ResourceChangeRepresentation
    reason: str = ""


class LifecycleTriggerRepresentation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The resource, and the moment of its change, that an action belongs to."""

    triggering_resource_address: str = ""
    action_trigger_event: str = ""
    action_trigger_block_index: int = 0
    actions_list_index: int = 0
    on_failure: str = ""


class InvokeTriggerRepresentation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An action that was asked for on the command line."""

    calling_resource_address: str = ""


class ActionInvocationRepresentation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An action of a provider that the apply invokes; Terraform has no plan of its effect."""

    address: str
    type: str = ""
    name: str = ""
    config_values: msgspec.Raw = _NULL
    config_sensitive: msgspec.Raw = _NULL
    config_unknown: msgspec.Raw = _NULL
    provider_name: str = ""
    lifecycle_action_trigger: LifecycleTriggerRepresentation | None = None
    invoke_action_trigger: InvokeTriggerRepresentation | None = None


class DeferredActionInvocationRepresentation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An action that this plan does not invoke, and why."""

    action_invocation: ActionInvocationRepresentation
    reason: str = ""


class RelevantAttribute(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An attribute that other values in the plan depend on."""

    resource: str = ""
    attribute: tuple[Any, ...] = ()


class CheckProblem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The message of a condition that failed."""

    message: str = ""


class CheckAddress(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The object, or the instance of it, that a condition belongs to."""

    to_display: str = ""
    kind: str = ""
    mode: str = ""
    type: str = ""
    name: str = ""
    module: str = ""
    instance_key: msgspec.Raw = _NULL


class PlanCheckInstance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The conditions of one instance."""

    address: CheckAddress
    status: str = "unknown"
    problems: tuple[CheckProblem, ...] = ()


class PlanCheck(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Checks, preconditions, postconditions and variable validations of one object."""

    address: CheckAddress
    status: str = "unknown"
    instances: tuple[PlanCheckInstance, ...] = ()


class PlanRepresentation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A plan, with exactly the keys that its JSON may have."""

    format_version: str
    terraform_version: str = ""
    variables: msgspec.Raw = _NULL
    planned_values: msgspec.Raw = _NULL
    resource_drift: tuple[ResourceChangeRepresentation, ...] = ()
    resource_changes: tuple[ResourceChangeRepresentation, ...] = ()
    deferred_changes: tuple[DeferredChangeRepresentation, ...] = ()
    deferred_action_invocations: tuple[DeferredActionInvocationRepresentation, ...] = ()
    output_changes: dict[str, ChangeRepresentation] = {}
    action_invocations: tuple[ActionInvocationRepresentation, ...] = ()
    prior_state: msgspec.Raw = _NULL
    configuration: msgspec.Raw = _NULL
    relevant_attributes: tuple[RelevantAttribute, ...] = ()
    checks: tuple[PlanCheck, ...] = ()
    timestamp: str = ""
    applyable: bool | None = None
    """Whether an apply would change anything; None if Terraform is too old to report it."""
    complete: bool | None = None
    errored: bool = False


class PlanJson(PlanRepresentation, frozen=True):
    """A plan as it was read."""

    unknown_keys: tuple[UnknownKey, ...] = ()
    """Keys that this version of mwaa_tf does not know, with their contents; empty ones are left out."""


_DECODER = msgspec.json.Decoder(PlanRepresentation)
_DECODERS = {field.name: msgspec.json.Decoder(field.type) for field in msgspec.structs.fields(PlanRepresentation)}


def parse_plan(contents: bytes, name: str) -> PlanJson:
    """Decode the plan in ``contents``; errors call it ``name``. Raises :class:`PlanError`."""
    try:
        parts = _parts(contents)
        plan, unknown = _decoded(contents, parts)
        check_plan_keys(contents, parts)
    except DuplicateKeyError as error:
        raise PlanError(f"{name}: {error}") from error
    except msgspec.DecodeError as error:  # of which ValidationError is one
        raise explain_mistake(name, contents, error) from error
    except RecursionError as error:
        raise PlanError(f"{name}: nested too deeply to be a plan of Terraform") from error
    version = _VERSION.match(plan.format_version)
    if not version or int(version[1]) != FORMAT:
        raise PlanError(
            f"{name}: format version {plan.format_version!r} of plans is not understood; allowed is {FORMAT}.x, "
            "which Terraform has written since 1.1"
        )
    if not plan.resource_changes and not plan.output_changes and not PLAN_KEYS & top_level_keys(contents):
        raise explain_mistake(name, contents)
    known = {field: getattr(plan, field) for field in plan.__struct_fields__}
    return PlanJson(**known, unknown_keys=unknown)


def _parts(contents: bytes) -> Mapping[str, msgspec.Raw]:
    """The members of the plan in ``contents``, of which most bytes are in those that no review reads."""
    try:
        return MEMBERS.decode(contents)
    except msgspec.ValidationError:
        _DECODER.decode(contents)  # whose message says what is wrong
        raise


def _decoded(contents: bytes, parts: Mapping[str, msgspec.Raw]) -> tuple[PlanRepresentation, tuple[UnknownKey, ...]]:
    """The plan, and its unknown keys. To look for them takes time, so it is done only where there is one."""
    try:
        if "format_version" in parts and parts.keys() <= _DECODERS.keys():
            return PlanRepresentation(**{name: _DECODERS[name].decode(part) for name, part in parts.items()}), ()
    except msgspec.ValidationError:
        pass  # the message of a decoder of the whole plan says where
    try:
        return _DECODER.decode(contents), ()
    except msgspec.ValidationError:
        known, unknown, removed = without_unknown_keys(contents, PlanRepresentation)
        if not removed:
            raise
        return _DECODER.decode(known), unknown
