"""What makes a plan what it is, as plain data for its fingerprint, the order of Terraform's own lists aside.

That is what it does, and where: the providers with their sources, version constraints, accounts, regions and roles, and
which of them each changed resource uses.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mwaa_tf.review.destinations import PlanDestination
from mwaa_tf.review.invocations import InvokedAction
from mwaa_tf.review.model import PlanReview, ReviewedChange
from mwaa_tf.review.values import masked_value
from mwaa_tf.terraform.plan_configuration import configuration_address, plan_configuration, provider_keys
from mwaa_tf.terraform.plan_json import PlanJson


def normalized(review: PlanReview, plan: PlanJson) -> Iterator[list[Any]]:
    """The parts of ``plan`` and of its review, each beginning with what it is."""
    configuration = plan_configuration(plan)
    keys = provider_keys(configuration)

    def change(reviewed: ReviewedChange) -> list[Any]:
        return [*_change(reviewed), keys.get(configuration_address(reviewed.address))]

    yield from (["change", *change(reviewed)] for reviewed in review.changes)
    yield from (["deferred", one.reason, *change(one.change)] for one in review.deferred)
    yield from (["action", *_action(action)] for action in (*review.actions, *review.deferred_actions))
    yield from (["output", one.name, one.action.value, one.before, one.after] for one in review.outputs)
    yield from (["unrecognized", one.kind, one.word, one.address, one.value] for one in review.unrecognized)
    yield from (["destination", *_destination(one)] for one in review.destinations)
    yield ["backend", masked_value(configuration.backend)]


def _change(change: ReviewedChange) -> list[Any]:
    importing = change.importing
    return [
        change.address,
        change.words,
        change.provider,
        importing and [importing.id, importing.unknown, importing.identity()],
        change.moved_from,
        change.deposed,
        change.instances_unknown,
        sorted(map(str, change.replaced_by)),
        change.before(),
        change.after(),
        change.identities(),
    ]


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
        action.config(),
    ]


def _destination(destination: PlanDestination) -> list[Any]:
    return [destination.provider, destination.source, destination.version_constraint, destination.settings]
