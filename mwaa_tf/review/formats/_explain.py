"""Why, how, when and where something happens, in words that the formats share."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.markup.untrusted import clean
from mwaa_tf.review.destinations import PlanDestination
from mwaa_tf.review.differences import path_text
from mwaa_tf.review.formats._shared import format_value
from mwaa_tf.review.invocations import INVOKE, InvokedAction
from mwaa_tf.review.model import Action, DeferredChange, ImportSource, PlanReview, ReviewedChange
from mwaa_tf.review.values import UNKNOWN
from mwaa_tf.review.vocabulary import ACTION_REASONS, DEFERRED_REASONS, FAILURE_MODES, TRIGGER_EVENTS
from mwaa_tf.text import join_words


def explain(change: ReviewedChange) -> str:
    """Why and how a resource changes, in words; empty where there is nothing to say."""
    parts = []
    if change.moved_from:
        parts.append(f"moved from {clean(change.moved_from)}")
    if change.importing:
        parts.append(f"imported from {_import_source(change.importing)}")
    if change.raw.generated_config:
        parts.append("its configuration is generated")
    if change.instances_unknown:
        parts.append("how many there are is known after apply")
    if change.deposed:
        parts.append(f"deposed object {clean(change.deposed)}, left over from a replacement")
    parts += _causes(change)
    before, after = change.identities()
    if before and after and before != after:
        parts.append(f"its identity changes from {clean(format_value(before))} to {clean(format_value(after))}")
    return "; ".join(parts)


def explain_action(action: InvokedAction) -> str:
    """When an action is invoked, and what happens where it fails."""
    when = TRIGGER_EVENTS.get(action.event, clean(action.event))
    parts = [f"{when} {clean(action.resource)}" if action.resource and action.event != INVOKE else when]
    if action.resource and action.event == INVOKE:
        parts.append(f"called for {clean(action.resource)}")
    if action.on_failure:
        parts.append(FAILURE_MODES.get(action.on_failure, clean(action.on_failure)))
    if action.deferred is not None:
        parts.append(f"deferred: {explain_deferral(action.deferred)}")
    return "; ".join(parts)


def explain_deferral(reason: str) -> str:
    """Terraform's reason to defer something, in words."""
    return DEFERRED_REASONS.get(reason, clean(reason))


def explain_deferred(deferred: DeferredChange) -> str:
    """Why a change is deferred, and how it would be made."""
    parts = (f"deferred: {explain_deferral(deferred.reason)}", explain(deferred.change))
    return "; ".join(part for part in parts if part)


def explain_destination(destination: PlanDestination) -> str:
    """``account 222222222222, region us-east-1``."""
    accounts = destination.account_ids
    parts = [f"account{'s' if len(accounts) > 1 else ''} {clean(join_words(accounts))}"] if accounts else []
    return ", ".join([*parts, *([f"region {clean(destination.region)}"] if destination.region else [])])


def explain_destinations(plan: PlanReview) -> Iterator[str]:
    """``aws: account 222222222222, region us-east-1`` for each provider of which the plan names one."""
    providers: dict[str, list[str]] = {}
    for destination in plan.destinations:
        if destination.is_known:
            providers.setdefault(explain_destination(destination), []).append(clean(destination.provider))
    yield from (f"{', '.join(names)}: {place}" for place, names in providers.items())


def brief_destinations(plan: PlanReview) -> Iterator[str]:
    """``222222222222, us-east-1``, for a table; with the provider in front where it has several places."""
    providers: dict[str, list[str]] = {}
    for destination in plan.destinations:
        if destination.is_known:
            parts = [*destination.account_ids, *([destination.region] if destination.region else [])]
            providers.setdefault(", ".join(map(clean, parts)), []).append(clean(destination.provider))
    for place, names in providers.items():
        yield place if len(providers) == 1 else f"{', '.join(names)}: {place}"


def _import_source(importing: ImportSource) -> str:
    if importing.unknown:
        return str(UNKNOWN)
    identity = importing.identity()
    if importing.id is None and identity is not None:
        return f"the identity {clean(format_value(identity))}"
    # In quotes where it would read like something else.
    text = clean(importing.id or "")
    return text if text and text != str(UNKNOWN) else f'"{text}"'


def _causes(change: ReviewedChange) -> Iterator[str]:
    """Why, and in which order."""
    if change.replaced_by:
        forced = sorted({clean(path_text(path)) or "(whole value)" for path in change.replaced_by})
        yield f"forced by {', '.join(forced)}"
    elif change.reason:
        yield ACTION_REASONS.get(change.reason, clean(change.reason.replace("_", " ")))
    if change.action is Action.REPLACE:
        yield "created before the old one is deleted" if change.create_before_destroy else "deleted first"
    elif change.action is Action.REPLACE_AND_FORGET:
        first = change.create_before_destroy
        yield (
            "created before the old one is forgotten, not deleted" if first else "the old one is forgotten, not deleted"
        )
