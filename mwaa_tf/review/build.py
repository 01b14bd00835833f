"""From plans to a review."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec

from mwaa_tf.review.destinations import destinations
from mwaa_tf.review.differences import Path, related
from mwaa_tf.review.fingerprint import fingerprint
from mwaa_tf.review.ignore import IgnoreRule, apply_ignores
from mwaa_tf.review.invocations import invoked_action
from mwaa_tf.review.model import (
    Action,
    DeferredChange,
    FailedCheck,
    ImportSource,
    OutputChange,
    OwnDrift,
    PlanReview,
    Review,
    ReviewedChange,
    WaitingWorkspace,
)
from mwaa_tf.review.normalized import normalized
from mwaa_tf.review.order import apply_order
from mwaa_tf.review.own_drift import OwnDriftFinder
from mwaa_tf.review.recognize import unrecognized_in
from mwaa_tf.review.risk import SEVERITIES
from mwaa_tf.review.risks import risks_of
from mwaa_tf.review.tags import changes_only_tags
from mwaa_tf.review.values import SENSITIVE, is_harmless, masked_by_name, masked_value
from mwaa_tf.review.vocabulary import ACTIONS, MODES
from mwaa_tf.secret_values import redacted
from mwaa_tf.terraform.duplicate_keys import DuplicateKeyError, decode_json
from mwaa_tf.terraform.plan_json import ChangeRepresentation as RawChange
from mwaa_tf.terraform.plan_json import Importing, PlanJson, ResourceChangeRepresentation
from mwaa_tf.terraform.plan_mistakes import PlanError
from mwaa_tf.text import NaturalKey, natural_key

_ORDER = list(Action)


def review_plans(
    plans: Mapping[str, PlanJson],
    ignore: Sequence[IgnoreRule] = (),
    waiting: Mapping[str, Sequence[str]] | None = None,
) -> Review:
    """Review plans: what they change, what is dangerous about that, and the order in which they are applied.

    ``plans`` maps the name of each workspace to its plan, as :func:`mwaa_tf.review.read.read_plans` reads them from
    files, or :func:`mwaa_tf.terraform.plan_json.parse_plan` from bytes. Risks that ``ignore`` covers are listed apart,
    with the reason; they change neither the order nor the fingerprint. ``waiting`` maps workspaces without a plan to
    those that must be applied before they can be planned: the review names them, and judges nothing of them. Raises
    :class:`~mwaa_tf.terraform.plan_json.PlanError` for a plan with a value that cannot be decoded.
    """
    finder = OwnDriftFinder(plans)
    ordered = apply_order([_readable(name, plan, finder) for name, plan in plans.items()])
    risks = sorted(
        risks_of(ordered), key=lambda risk: (SEVERITIES.index(risk.severity), natural_key(risk.workspace), risk.id)
    )
    later = tuple(WaitingWorkspace(name, tuple(others)) for name, others in (waiting or {}).items())
    return replace(Review(tuple(ordered), *apply_ignores(risks, ignore)), waiting=later)


def _readable(name: str, plan: PlanJson, finder: OwnDriftFinder) -> PlanReview:
    """The review of one plan, whose values are decoded only now."""
    try:
        return _plan(name, plan, finder)
    except DuplicateKeyError as error:
        raise PlanError(f"{name}: {_duplicate_of_resource(plan) or error}") from error
    except msgspec.ValidationError as error:
        raise PlanError(f"{name}: is not a plan as Terraform writes it: {error}") from error
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise PlanError(f"{name}: a value in it is not JSON: {error}") from error
    except RecursionError as error:
        raise PlanError(f"{name}: nested too deeply to be a plan of Terraform") from error


def _duplicate_of_resource(plan: PlanJson) -> DuplicateKeyError | None:
    """The first key that occurs twice in a value of a resource, with the address of it."""
    deferred = (one.resource_change for one in plan.deferred_changes)
    for resource in (*plan.resource_changes, *plan.resource_drift, *deferred):
        for side in ("before", "after", "after_unknown", "before_sensitive", "after_sensitive"):
            try:
                decode_json(getattr(resource.change, side))
            except DuplicateKeyError as error:
                return DuplicateKeyError(f"{side}.{error.path}".rstrip(".") + f" of {resource.address}", error.key)
    return None


def _plan(name: str, plan: PlanJson, finder: OwnDriftFinder) -> PlanReview:
    done = [change for change in map(_change, plan.resource_changes) if not _is_nothing(change)]
    changes = [change for change in done if change.action is not Action.READ]
    changes.sort(key=_place)
    drift, own_drift = _drift(name, plan, finder)
    deferred = [DeferredChange(_change(one.resource_change), one.reason) for one in plan.deferred_changes]
    deferred.sort(key=lambda one: _place(one.change))
    review = PlanReview(
        workspace=name,
        terraform_version=plan.terraform_version,
        changes=tuple(changes),
        drift=drift,
        outputs=tuple(_outputs(plan.output_changes)),
        checks=tuple(_checks(plan)),
        unchanged=len(plan.resource_changes) - len(done),
        reads=len(done) - len(changes),
        errored=plan.errored,
        complete=plan.complete is not False,
        fingerprint="",
        actions=tuple(map(invoked_action, plan.action_invocations)),
        deferred=tuple(deferred),
        deferred_actions=tuple(
            invoked_action(one.action_invocation, one.reason) for one in plan.deferred_action_invocations
        ),
        unrecognized=tuple(unrecognized_in(plan)),
        destinations=destinations(plan),
        own_drift=own_drift,
    )
    return replace(review, fingerprint=fingerprint(normalized(review, plan)))


def _place(change: ReviewedChange) -> tuple[int, NaturalKey]:
    return _ORDER.index(change.action), natural_key(change.address)


def _is_nothing(change: ReviewedChange) -> bool:
    return change.action is Action.NOTHING


def _change(item: ResourceChangeRepresentation) -> ReviewedChange:
    """What happens to a resource: also where that is nothing, but an import or a move."""
    raw = item.change
    moved = item.previous_address if item.previous_address != item.address else None
    return ReviewedChange(
        address=item.address,
        type=item.type,
        name=item.name,
        module=item.module_address,
        action=_action(item, moved),
        create_before_destroy=raw.actions in (("create", "delete"), ("create", "forget")),
        importing=_import(raw.importing) if raw.importing else None,
        moved_from=moved,
        reason=item.action_reason,
        replaced_by=tuple(map(_path, raw.replace_paths)),
        deposed=item.deposed,
        raw=raw,
        provider=item.provider_name,
        instances_unknown=item.index_unknown,
        known_harmless=is_harmless(raw.before, raw.after),
        only_tags=changes_only_tags(item),
    )


def _action(item: ResourceChangeRepresentation, moved: str | None) -> Action:
    action = ACTIONS.get(item.change.actions, Action.UNKNOWN)
    if item.mode not in MODES and action in (Action.NOTHING, Action.READ):
        return Action.UNKNOWN  # what is read of something unknown may be more than a data source
    if action is Action.NOTHING and item.change.importing:
        return Action.IMPORT
    return Action.MOVE if action is Action.NOTHING and moved else action


def _import(raw: Importing) -> ImportSource:
    return ImportSource(raw.id, raw.unknown, raw.identity)


def _drift(
    name: str, plan: PlanJson, finder: OwnDriftFinder
) -> tuple[tuple[ReviewedChange, ...], tuple[OwnDrift, ...]]:
    """Changes made outside Terraform on which something in this plan rests, and those that Terraform made itself."""
    people: list[ReviewedChange] = []
    own: list[OwnDrift] = []
    for change in _relevant_drift(plan):
        change.checked_sides()  # one that cannot be decoded is to be found now
        by_people, by_terraform = finder.split(name, change)
        people += [by_people] if by_people else []
        own += [by_terraform] if by_terraform else []
    return tuple(people), tuple(own)


def _relevant_drift(plan: PlanJson) -> Iterator[ReviewedChange]:
    """What Terraform lists as changed outside it, as far as something in this plan rests on it.

    Of a plan that does nothing that is none: Terraform lists in it also what AWS filled in after the last apply.
    """
    if plan.applyable is False:
        return
    relevant: dict[str, list[Path]] = {}
    for item in plan.relevant_attributes:
        relevant.setdefault(item.resource, []).append(_path(item.attribute))
    acted_on = {item.address for item in plan.resource_changes if item.change.actions not in (("no-op",), ("read",))}
    # A plan with nothing but drift was made with -refresh-only: what it does is to take the drift over.
    only = not acted_on and not any(raw.actions != ("no-op",) for raw in plan.output_changes.values())
    for drifted in plan.resource_drift:
        change = _change(drifted)
        if change.action in (Action.NOTHING, Action.MOVE):
            continue
        paths = [*relevant.get(drifted.address, ()), *relevant.get(drifted.address.split("[", maxsplit=1)[0], ())]
        if only or drifted.address in acted_on or _touches(change, paths):
            yield change


def _path(parts: tuple[Any, ...]) -> Path:
    """``parts`` without secrets in the names of keys, as :func:`masked_value` shows these names as well."""
    return tuple(redacted(part) if isinstance(part, str) else part for part in parts if isinstance(part, (str, int)))


def _touches(change: ReviewedChange, paths: list[Path]) -> bool:
    """Whether ``change`` is one of what stands at ``paths``; a resource that is gone is at all of them."""
    if not paths or change.action is Action.DELETE:
        return bool(paths)
    change.checked_sides()
    differing = [attribute for attribute in change.attributes() if not attribute.tells_null]
    return any(related(attribute.path, path) for attribute in differing for path in paths)


def _outputs(changes: Mapping[str, RawChange]) -> Iterator[OutputChange]:
    for name, raw in sorted(changes.items()):
        action = ACTIONS.get(raw.actions, Action.UNKNOWN)
        if action is Action.NOTHING:
            continue
        before = masked_value(raw.before, sensitive=raw.before_sensitive, other_side=raw.after_sensitive)
        after = masked_value(
            raw.after,
            sensitive=raw.after_sensitive,
            unknown=raw.after_unknown,
            other_side=raw.before_sensitive,
        )
        before, after = (masked_by_name(name, side) for side in (before, after))
        # Terraform forgets the mask of a side that is not there, so one that has it speaks for both.
        if SENSITIVE in (before, after):
            before, after = (SENSITIVE if side is not None else None for side in (before, after))
        yield OutputChange(name, action, before, after, raw)


def _checks(plan: PlanJson) -> Iterator[FailedCheck]:
    for check in plan.checks:
        instances = [item for item in check.instances if item.status in ("fail", "error")]
        for instance in instances:
            messages = tuple(redacted(problem.message) for problem in instance.problems)
            yield FailedCheck(instance.address.to_display, _failed(instance.status), messages)
        if not instances and check.status in ("fail", "error"):
            yield FailedCheck(check.address.to_display, _failed(check.status), ())


def _failed(status: str) -> Any:
    return "error" if status == "error" else "fail"
