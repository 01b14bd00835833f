"""The lines of the page: the change of one resource or output, and the details below it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import jinja2
from markupsafe import Markup

from mwaa_tf.markup.untrusted import clean
from mwaa_tf.review.differences import AttributeChange
from mwaa_tf.review.formats._explain import explain, explain_action, explain_deferred
from mwaa_tf.review.formats._groups import explain_own_drift
from mwaa_tf.review.formats._html_values import compared, value
from mwaa_tf.review.formats._shared import ACTION_SIGN, DEFERRED_SIGN, SIGNS, sign, verb
from mwaa_tf.review.invocations import InvokedAction
from mwaa_tf.review.model import Action, OutputChange, PlanReview, ReviewedChange
from mwaa_tf.review.risk import Severity
from mwaa_tf.review.values import UNKNOWN
from mwaa_tf.text import plural

#: Attributes of one change that are shown.
_ATTRIBUTES = 300

#: Characters of their names by which a change is found.
_FIND = 2_000

#: The label of a line and its sign: colour alone is not accessible.
KINDS: Mapping[str, tuple[str, str]] = {
    **{action.value: (action.value, sign) for action, sign in SIGNS.items()},
    "invoke": ("invoke", ACTION_SIGN),
    "deferred": ("deferred", DEFERRED_SIGN),
    "drift": ("outside Terraform", "≠"),
    "output": ("output", "⇥"),
    "own": ("by Terraform", "≈"),
}

_DONE = {Action.UPDATE: "updated", Action.DELETE: "deleted", Action.CREATE: "created"}


@dataclass(frozen=True, slots=True)
class PageLine:
    """One line, and the details below it."""

    id: str
    kind: str
    """A key of :data:`KINDS`: what it is filtered by."""
    label: str
    sign: str
    address: str
    find: str
    """Words by which it is found, beside its address."""
    note: str
    severity: Severity | None
    detail: Markup | None
    """None where the page would become too large."""
    folded: bool = False
    """Whether it changes nothing but tags, and is no risk."""


@dataclass(frozen=True, slots=True)
class _Attribute:
    name: str
    forces_replacement: bool
    compared: Markup | None
    before: Markup | None
    after: Markup | None


class LineBuilder:
    """Builds the lines of one page. Details are left out beyond as many characters as a browser opens without delay."""

    def __init__(self, template: jinja2.Template, characters: int) -> None:
        self._template = template
        self._budget = characters
        self._built: dict[int, tuple[str, Markup | None]] = {}
        self.left_out = 0
        """How many lines have no details because the page would become too large."""

    def prefer(self, changes: Iterable[ReviewedChange]) -> None:
        """Build the details of these first: the last ones may be left out."""
        for change in changes:
            self._built[id(change)] = self._build(change)

    def changes(self, prefix: str, plan: PlanReview, severities: Mapping[str, Severity]) -> tuple[PageLine, ...]:
        """What is done to resources; ``severities`` has the most severe risk of an address."""
        return tuple(
            self._change(f"{prefix}c{number}", change, kind_of(change), severities.get(change.address))
            for number, change in enumerate(plan.changes, 1)
        )

    def actions(self, prefix: str, plan: PlanReview, severities: Mapping[str, Severity]) -> tuple[PageLine, ...]:
        """The actions of providers that are invoked."""
        return tuple(
            self._action(f"{prefix}a{number}", action, "invoke", severities.get(action.address))
            for number, action in enumerate(plan.actions, 1)
        )

    def deferred(self, prefix: str, plan: PlanReview, severities: Mapping[str, Severity]) -> tuple[PageLine, ...]:
        """What is left to a later plan."""
        changes = tuple(
            self._change(
                f"{prefix}f{number}",
                deferred.change,
                "deferred",
                severities.get(deferred.change.address),
                explain_deferred(deferred),
            )
            for number, deferred in enumerate(plan.deferred, 1)
        )
        actions = tuple(
            self._action(f"{prefix}e{number}", action, "deferred", severities.get(action.address))
            for number, action in enumerate(plan.deferred_actions, 1)
        )
        return changes + actions

    def drift(self, prefix: str, plan: PlanReview) -> tuple[PageLine, ...]:
        """What was changed outside Terraform."""
        return tuple(
            self._change(f"{prefix}d{number}", change, "drift", None) for number, change in enumerate(plan.drift, 1)
        )

    def own_drift(self, prefix: str, plan: PlanReview) -> tuple[PageLine, ...]:
        """What Terraform reports like that, and its own last apply made."""
        return tuple(
            self._change(f"{prefix}s{number}", own.change, "own", None, explain_own_drift(own))
            for number, own in enumerate(plan.own_drift, 1)
        )

    def outputs(self, prefix: str, plan: PlanReview) -> tuple[PageLine, ...]:
        """The outputs that change."""
        return tuple(self._output(f"{prefix}o{number}", output) for number, output in enumerate(plan.outputs, 1))

    def _change(
        self, anchor: str, change: ReviewedChange, kind: str, severity: Severity | None, note: str | None = None
    ) -> PageLine:
        find, detail = self._built.get(id(change)) or self._build(change)
        label, kind_sign = KINDS[kind]
        if kind == "drift":
            label = _DONE.get(change.action, verb(change))
        elif kind == "deferred":
            label = f"{label} {verb(change)}"
        elif change.action in (Action.UNKNOWN, Action.REPLACE_AND_FORGET):
            label, kind_sign = verb(change), sign(change)
        return PageLine(
            id=anchor,
            kind=kind,
            label=label,
            sign=kind_sign,
            address=clean(change.address),
            find=find,
            note=explain(change) if note is None else note,
            severity=severity,
            detail=detail,
            folded=change.only_tags and not severity,
        )

    def _action(self, anchor: str, action: InvokedAction, kind: str, severity: Severity | None) -> PageLine:
        attributes = list(action.attributes())
        return PageLine(
            id=anchor,
            kind=kind,
            label="invoke" if kind == "invoke" else "deferred invoke",
            sign=KINDS[kind][1],
            address=clean(action.address),
            find=_find([action.type, *(attribute.name for attribute in attributes)]),
            note=explain_action(action),
            severity=severity,
            detail=self._detail(attributes),
        )

    def _output(self, anchor: str, output: OutputChange) -> PageLine:
        label, sign = KINDS["output"]
        attribute = AttributeChange((output.name,), output.before, output.after)
        detail = self._detail([attribute])
        label = f"{output.action.value} {label}"
        return PageLine(anchor, "output", label, sign, clean(output.name), "", "", None, detail)

    def _build(self, change: ReviewedChange) -> tuple[str, Markup | None]:
        silent = change.action in (Action.FORGET, Action.MOVE, Action.IMPORT, Action.NOTHING)
        attributes = [] if silent else list(change.attributes())
        return _find([change.type, *(attribute.name for attribute in attributes)]), self._detail(attributes)

    def _detail(self, attributes: Sequence[AttributeChange]) -> Markup | None:
        if self._budget <= 0:
            self.left_out += 1
            return None
        ordered = sorted(attributes, key=lambda attribute: not attribute.forces_replacement)
        unknown = [change for change in ordered if _is_only_unknown(change)]
        known = [change for change in ordered if not _is_only_unknown(change)]
        detail = self._template.render(
            attributes=[_attribute(change) for change in known[:_ATTRIBUTES]],
            more=len(known) - _ATTRIBUTES,
            unknown=[clean(change.name) for change in unknown[:_ATTRIBUTES]],
            unknown_more=len(unknown) - _ATTRIBUTES,
            has_before=any(change.before is not None or change.tells_null for change in known),
            has_after=any(change.after is not None or change.tells_null for change in known),
        )
        self._budget -= len(detail)
        return Markup(detail)  # noqa: S704 - from a template that escapes


def kind_of(change: ReviewedChange) -> str:
    """The key of :data:`KINDS` that a change is filtered by."""
    return Action.REPLACE.value if change.action is Action.REPLACE_AND_FORGET else change.action.value


def _is_only_unknown(change: AttributeChange) -> bool:
    return change.after is UNKNOWN and change.before is None and not change.forces_replacement


def _attribute(change: AttributeChange) -> _Attribute:
    both = compared(change)
    before, after = (
        None if both is not None or (side is None and not change.tells_null) else value(side)
        for side in (change.before, change.after)
    )
    if change.sensitive_changed and after is not None:
        after += Markup(' <span class="cut">changed</span>')
    return _Attribute(clean(change.name) or "(whole value)", change.forces_replacement, both, before, after)


def _find(words: Iterable[str]) -> str:
    return clean(" ".join(dict.fromkeys(words)), _FIND)


def unchanged(plan: PlanReview) -> tuple[str, ...]:
    """What a plan does not change, in words."""
    parts = [plural(plan.unchanged, "resource") + " unchanged"] if plan.unchanged else []
    return (*parts, plural(plan.reads, "data source") + " read") if plan.reads else tuple(parts)
