"""Find what a plan has that is not known: each word is looked up in :mod:`mwaa_tf.review.vocabulary`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import msgspec

from mwaa_tf.review.unrecognized import Unrecognized, UnrecognizedKind
from mwaa_tf.review.values import SENSITIVE, masked_value
from mwaa_tf.review.vocabulary import (
    ACTION_REASONS,
    ACTIONS,
    CHECK_STATUSES,
    DEFERRED_REASONS,
    FAILURE_MODES,
    MODES,
    TRIGGER_EVENTS,
)
from mwaa_tf.secret_values import redacted
from mwaa_tf.terraform.plan_json import (
    ActionInvocationRepresentation,
    PlanCheck,
    PlanJson,
    ResourceChangeRepresentation,
)
from mwaa_tf.terraform.plan_keys import UnknownKey

#: A key that says which parts of another one are secret, and that other one, as Terraform's own keys are called.
_MASKS: Mapping[str, str] = {
    "before_sensitive": "before",
    "after_sensitive": "after",
    "config_sensitive": "config_values",
    "sensitive_values": "values",
    "sensitive": "value",
}

_NULL = msgspec.Raw(b"null")


def unrecognized_in(plan: PlanJson) -> Iterator[Unrecognized]:
    """The words and keys of ``plan`` that are not known, in its order."""
    for resource in (*plan.resource_changes, *plan.resource_drift):
        yield from _in_resource(resource)
    for deferred in plan.deferred_changes:
        yield from _in_resource(deferred.resource_change)
        yield from _word("deferral reason", deferred.reason, DEFERRED_REASONS, deferred.resource_change.address)
    for invocation in plan.action_invocations:
        yield from _in_invocation(invocation)
    for deferred_action in plan.deferred_action_invocations:
        yield from _in_invocation(deferred_action.action_invocation)
        address = deferred_action.action_invocation.address
        yield from _word("deferral reason", deferred_action.reason, DEFERRED_REASONS, address)
    for name, change in plan.output_changes.items():
        if change.actions not in ACTIONS:
            yield Unrecognized("action", action_words(change.actions), f"output.{name}")
    for check in plan.checks:
        yield from _in_check(check)
    for key in plan.unknown_keys:
        yield Unrecognized("key", _path_text(key), _address(plan, key), _masked(plan, key))


def action_words(words: tuple[str, ...]) -> str:
    """The words of an action as they stand in the plan: ``delete, create``."""
    return ", ".join(words) if words else "(none)"


def _in_resource(resource: ResourceChangeRepresentation) -> Iterator[Unrecognized]:
    if resource.change.actions not in ACTIONS:
        yield Unrecognized("action", action_words(resource.change.actions), resource.address)
    yield from _word("mode", resource.mode, MODES, resource.address)
    if resource.action_reason:
        yield from _word("action reason", resource.action_reason, ACTION_REASONS, resource.address)


def _in_invocation(invocation: ActionInvocationRepresentation) -> Iterator[Unrecognized]:
    trigger = invocation.lifecycle_action_trigger
    if trigger:
        yield from _word("trigger event", trigger.action_trigger_event, TRIGGER_EVENTS, invocation.address)
        if trigger.on_failure:
            yield from _word("failure mode", trigger.on_failure, FAILURE_MODES, invocation.address)
    elif invocation.invoke_action_trigger is None:
        yield Unrecognized("trigger event", "(none)", invocation.address)


def _in_check(check: PlanCheck) -> Iterator[Unrecognized]:
    yield from _word("check status", check.status, CHECK_STATUSES, check.address.to_display)
    for instance in check.instances:
        yield from _word("check status", instance.status, CHECK_STATUSES, instance.address.to_display)


def _word(kind: UnrecognizedKind, word: str, known: Collection[str], address: str) -> Iterator[Unrecognized]:
    if word not in known:
        yield Unrecognized(kind, word, address or None)


def _path_text(key: UnknownKey) -> str:
    """``resource_changes[].change.urgency``: one for all elements of a list, without secrets in the names."""
    parts = ("[]" if isinstance(part, int) else f".{redacted(str(part))}" for part in key.path)
    return "".join(parts).removeprefix(".")


def _owner(plan: PlanJson, key: UnknownKey) -> Any:
    """The element of a list of the plan that has the key; None for a key of the plan itself."""
    if len(key.path) < 3 or not isinstance(key.path[1], int):
        return None
    element = getattr(plan, str(key.path[0]))[key.path[1]]
    return getattr(element, "resource_change", None) or getattr(element, "action_invocation", None) or element


def _address(plan: PlanJson, key: UnknownKey) -> str | None:
    if key.path[0] == "output_changes" and len(key.path) > 1:
        return f"output.{key.path[1]}"
    address = getattr(_owner(plan, key), "address", None)
    return getattr(address, "to_display", address) or None


def _masked(plan: PlanJson, key: UnknownKey) -> Any:
    """What a key has, without what the masks beside it cover, should it be another form of the same values."""
    owner = _owner(plan, key)
    change = getattr(owner, "change", None)
    if key.path[0] == "output_changes" and len(key.path) > 1:
        change = plan.output_changes.get(str(key.path[1]))
    before, after = (change.before_sensitive, change.after_sensitive) if change is not None else (_NULL, _NULL)
    mask = after if change is not None else getattr(owner, "config_sensitive", _NULL)
    # Below its name, because the name may say that it is a secret.
    named = [msgspec.Raw(msgspec.json.encode({str(key.path[-1]): raw})) for raw in (key.value, mask, before)]
    return _without_marked(next(iter(masked_value(named[0], sensitive=named[1], other_side=named[2]).values())))


def _without_marked(value: Any) -> Any:
    """``value``, in which a key such as ``before_sensitive`` hides what it stands beside as a whole."""
    if isinstance(value, dict):
        hidden = {_MASKS[name] for name, mask in value.items() if name in _MASKS and _covers(mask)}
        return {name: SENSITIVE if name in hidden else _without_marked(member) for name, member in value.items()}
    return [_without_marked(member) for member in value] if isinstance(value, list) else value


def _covers(mask: Any) -> bool:
    if isinstance(mask, dict):
        return any(map(_covers, mask.values()))
    return any(map(_covers, mask)) if isinstance(mask, list) else mask is True
