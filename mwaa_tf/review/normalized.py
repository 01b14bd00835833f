"""What makes a plan what it is, as plain data for its fingerprint, the order of Terraform's own lists aside.

That is what it does, and where: the providers with their sources, version constraints, accounts, regions and roles, and
which of them each changed resource uses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from mwaa_tf.review.destinations import PlanDestination
from mwaa_tf.review.invocations import InvokedAction
from mwaa_tf.review.model import PlanReview, ReviewedChange
from mwaa_tf.review.values import SENSITIVE, UNKNOWN, Hidden, masked_value
from mwaa_tf.terraform.plan_configuration import configuration_address, plan_configuration, provider_keys
from mwaa_tf.terraform.plan_json import PlanJson

#: A text that only reads like a hidden value, whose words are its encoding -> a token that no JSON has.
_LITERALS: Final = {str(hidden): msgspec.Raw(f"<text {hidden.name}>".encode()) for hidden in Hidden}

#: Bytes without which no value reads like that, if no letter in it is escaped: Terraform escapes few signs only.
_SENSITIVE, _UNKNOWN = (str(hidden).encode() for hidden in (SENSITIVE, UNKNOWN))
_ESCAPED_LETTER: Final = re.compile(rb"\\u(?!003[ce]|0026|2028|2029)", re.IGNORECASE)


def normalized(review: PlanReview, plan: PlanJson) -> Iterator[list[Any]]:
    """The parts of ``plan`` and of its review, each beginning with what it is."""
    configuration = plan_configuration(plan)
    keys = provider_keys(configuration)

    def change(reviewed: ReviewedChange) -> list[Any]:
        key = keys.get(configuration_address(reviewed.address)) if keys else None
        return [*_change(reviewed), key]

    yield from (["change", *change(reviewed)] for reviewed in review.changes)
    yield from (["deferred", one.reason, *change(one.change)] for one in review.deferred)
    yield from (["action", *_action(action)] for action in (*review.actions, *review.deferred_actions))
    yield from (
        ["output", one.name, one.action.value, *map(_distinct, (one.before, one.after))] for one in review.outputs
    )
    yield from (["unrecognized", one.kind, one.word, one.address, _distinct(one.value)] for one in review.unrecognized)
    yield from (["destination", *_destination(one)] for one in review.destinations)
    yield ["backend", _distinct(masked_value(configuration.backend))]


def _change(change: ReviewedChange) -> list[Any]:
    importing = change.importing
    # Most changes are not, and to look at every value takes time.
    is_ambiguous = _may_read_like_hidden(bytes(change.raw.before)) or _may_read_like_hidden(bytes(change.raw.after))
    return [
        change.address,
        change.words,
        change.provider,
        importing and [importing.id, importing.unknown, _distinct(importing.identity())],
        change.moved_from,
        change.deposed,
        change.instances_unknown,
        sorted(map(str, change.replaced_by)),
        *(_distinct(value) if is_ambiguous else value for value in change.checked_sides()),
        _distinct(change.identities()),
    ]


def _may_read_like_hidden(encoded: bytes) -> bool:
    """Whether a text in a value may be the words for a hidden one."""
    if b"(" in encoded and (_SENSITIVE in encoded or _UNKNOWN in encoded):
        return True
    return b"\\u" in encoded and _ESCAPED_LETTER.search(encoded) is not None


def _action(action: InvokedAction) -> list[Any]:
    trigger = action.raw.lifecycle_action_trigger
    return [
        # Which of several comes first.
        trigger and [trigger.action_trigger_block_index, trigger.actions_list_index],
        action.address,
        action.provider,
        action.event,
        action.resource,
        action.on_failure,
        action.deferred,
        _distinct(action.config()),
    ]


def _destination(destination: PlanDestination) -> list[Any]:
    return [destination.provider, destination.source, destination.version_constraint, _distinct(destination.settings)]


def _distinct(value: Any) -> Any:
    """``value``, in which a text that reads like a hidden value is not encoded like one."""
    if isinstance(value, str):
        return _LITERALS.get(value, value)
    if isinstance(value, dict):
        return {name: _distinct(member) for name, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_distinct(member) for member in value]
    return value
