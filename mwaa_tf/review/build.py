"""From plans to a review."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from mwaa_tf.review.differences import Path, related
from mwaa_tf.review.fingerprint import fingerprint
from mwaa_tf.review.ignore import IgnoreRule, apply_ignores
from mwaa_tf.review.model import SEVERITIES, Action, FailedCheck, OutputChange, PlanReview, Review, ReviewedChange
from mwaa_tf.review.order import apply_order
from mwaa_tf.review.risks import risks_of
from mwaa_tf.review.secrets import redact_credentials
from mwaa_tf.review.values import SENSITIVE, is_harmless, masked_value
from mwaa_tf.terraform.plan_json import ChangeRepresentation as RawChange
from mwaa_tf.terraform.plan_json import PlanError, PlanJson, ResourceChangeRepresentation

_ACTIONS: Mapping[tuple[str, ...], Action] = {
    ("no-op",): Action.NOTHING,
    ("create",): Action.CREATE,
    ("read",): Action.READ,
    ("update",): Action.UPDATE,
    ("delete",): Action.DELETE,
    ("forget",): Action.FORGET,
    ("delete", "create"): Action.REPLACE,
    ("create", "delete"): Action.REPLACE,
    ("create", "forget"): Action.REPLACE,
}

_ORDER = list(Action)


def review_plans(plans: Mapping[str, PlanJson], ignore: Sequence[IgnoreRule] = ()) -> Review:
    """Review plans: what they change, what is dangerous about that, and the order in which they are applied.

    ``plans`` maps the name of each workspace to its plan, as :func:`mwaa_tf.review.read.read_plans` reads them from
    files, or :func:`mwaa_tf.terraform.plan_json.parse_plan` from bytes. Risks that ``ignore`` covers are listed apart,
    with the reason; they change neither the order nor the fingerprint. Raises
    :class:`~mwaa_tf.terraform.plan_json.PlanError` for a plan with a value that cannot be decoded.
    """
    ordered = apply_order([_readable(name, plan) for name, plan in plans.items()])
    risks = sorted(risks_of(ordered), key=lambda risk: (SEVERITIES.index(risk.severity), risk.workspace, risk.id))
    return Review(tuple(ordered), *apply_ignores(risks, ignore))


def _readable(name: str, plan: PlanJson) -> PlanReview:
    """The review of one plan, whose values are decoded only now."""
    try:
        return _plan(name, plan)
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise PlanError(f"{name}: a value in it is not JSON: {error}") from error
    except RecursionError as error:
        raise PlanError(f"{name}: nested too deeply to be a plan of Terraform") from error


def _plan(name: str, plan: PlanJson) -> PlanReview:
    done = [change for change in map(_change, plan.resource_changes) if change is not None]
    changes = [change for change in done if change.action is not Action.READ]
    changes.sort(key=lambda change: (_ORDER.index(change.action), change.address))
    outputs = tuple(_outputs(plan.output_changes))
    drift = tuple(_drift(plan))
    for change in drift:
        change.before(), change.after()  # one that cannot be decoded is to be found now
    return PlanReview(
        workspace=name,
        terraform_version=plan.terraform_version,
        changes=tuple(changes),
        drift=drift,
        outputs=outputs,
        checks=tuple(_checks(plan)),
        unchanged=len(plan.resource_changes) - len(done),
        reads=len(done) - len(changes),
        errored=plan.errored,
        complete=plan.complete is not False,
        fingerprint=fingerprint([*map(_normalized, changes), *([one.name, one.before, one.after] for one in outputs)]),
    )


def _change(item: ResourceChangeRepresentation) -> ReviewedChange | None:
    """What happens; None where it is nothing at all."""
    raw = item.change
    action = _ACTIONS.get(raw.actions, Action.NOTHING)
    moved = item.previous_address if item.previous_address != item.address else None
    imported = raw.importing
    if action is Action.NOTHING:
        if imported:
            action = Action.IMPORT
        elif moved:
            action = Action.MOVE
        else:
            return None
    return ReviewedChange(
        address=item.address,
        type=item.type,
        name=item.name,
        module=item.module_address,
        action=action,
        create_before_destroy=raw.actions[:1] == ("create",) and action is Action.REPLACE,
        imported_id=(imported.id or "(known after apply)") if imported else None,
        moved_from=moved,
        reason=item.action_reason,
        replaced_by=tuple(map(_path, raw.replace_paths)),
        deposed=item.deposed,
        raw=raw,
        known_harmless=is_harmless(raw.before, raw.after),
    )


def _drift(plan: PlanJson) -> Iterator[ReviewedChange]:
    """Changes made outside Terraform on which something in this plan rests.

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
        if change is None or change.action is Action.MOVE:
            continue
        paths = [*relevant.get(drifted.address, ()), *relevant.get(drifted.address.split("[", maxsplit=1)[0], ())]
        if only or drifted.address in acted_on or _touches(change, paths):
            yield change


def _path(parts: tuple[Any, ...]) -> Path:
    return tuple(part for part in parts if isinstance(part, (str, int)))


def _touches(change: ReviewedChange, paths: list[Path]) -> bool:
    """Whether ``change`` is one of what stands at ``paths``; a resource that is gone is at all of them."""
    if not paths or change.action is Action.DELETE:
        return bool(paths)
    return any(related(attribute.path, path) for attribute in change.attributes() for path in paths)


def _outputs(changes: Mapping[str, RawChange]) -> Iterator[OutputChange]:
    for name, raw in sorted(changes.items()):
        action = _ACTIONS.get(raw.actions, Action.NOTHING)
        if action is Action.NOTHING:
            continue
        before = masked_value(raw.before, sensitive=raw.before_sensitive, other_side=raw.after_sensitive)
        after = masked_value(
            raw.after,
            sensitive=raw.after_sensitive,
            unknown=raw.after_unknown,
            other_side=raw.before_sensitive,
        )
        # Terraform forgets the mask of a side that is not there, so one that has it speaks for both.
        if SENSITIVE in (before, after):
            before, after = (SENSITIVE if side is not None else None for side in (before, after))
        yield OutputChange(name, action, before, after)


def _checks(plan: PlanJson) -> Iterator[FailedCheck]:
    for check in plan.checks:
        instances = [item for item in check.instances if item.status in ("fail", "error")]
        for instance in instances:
            messages = tuple(redact_credentials(problem.message) for problem in instance.problems)
            yield FailedCheck(instance.address.to_display, _failed(instance.status), messages)
        if not instances and check.status in ("fail", "error"):
            yield FailedCheck(check.address.to_display, _failed(check.status), ())


def _failed(status: str) -> Any:
    return "error" if status == "error" else "fail"


def _normalized(change: ReviewedChange) -> list[Any]:
    """What makes one change what it is, the order of Terraform's own lists aside."""
    return [
        change.address,
        change.action.value,
        change.create_before_destroy,
        change.imported_id,
        change.moved_from,
        change.deposed,
        sorted(map(str, change.replaced_by)),
        change.before(),
        change.after(),
    ]
