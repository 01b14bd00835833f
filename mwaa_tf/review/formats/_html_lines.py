"""The lines of the page: the change of one resource or output, and the details below it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import jinja2
from markupsafe import Markup

from mwaa_tf.review.differences import AttributeChange
from mwaa_tf.review.formats._html_values import compared, value
from mwaa_tf.review.formats._shared import SIGNS, clean, explain
from mwaa_tf.review.model import Action, OutputChange, PlanReview, ReviewedChange, Severity
from mwaa_tf.review.values import UNKNOWN
from mwaa_tf.text import plural

#: Attributes of one change that are shown.
_ATTRIBUTES = 300

#: Characters of their names by which a change is found.
_FIND = 2_000

#: The label of a line and its sign: colour alone is not accessible.
KINDS: Mapping[str, tuple[str, str]] = {
    **{action.value: (action.value, sign) for action, sign in SIGNS.items()},
    "drift": ("outside Terraform", "≠"),
    "output": ("output", "⇥"),
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
            self._change(f"{prefix}c{number}", change, change.action.value, severities.get(change.address))
            for number, change in enumerate(plan.changes, 1)
        )

    def drift(self, prefix: str, plan: PlanReview) -> tuple[PageLine, ...]:
        """What was changed outside Terraform."""
        return tuple(
            self._change(f"{prefix}d{number}", change, "drift", None) for number, change in enumerate(plan.drift, 1)
        )

    def outputs(self, prefix: str, plan: PlanReview) -> tuple[PageLine, ...]:
        """The outputs that change."""
        return tuple(self._output(f"{prefix}o{number}", output) for number, output in enumerate(plan.outputs, 1))

    def _change(self, anchor: str, change: ReviewedChange, kind: str, severity: Severity | None) -> PageLine:
        find, detail = self._built.get(id(change)) or self._build(change)
        label, sign = KINDS[kind]
        return PageLine(
            id=anchor,
            kind=kind,
            label=_DONE.get(change.action, change.action.value) if kind == "drift" else label,
            sign=sign,
            address=clean(change.address),
            find=find,
            note=explain(change),
            severity=severity,
            detail=detail,
        )

    def _output(self, anchor: str, output: OutputChange) -> PageLine:
        label, sign = KINDS["output"]
        attribute = AttributeChange((output.name,), output.before, output.after)
        detail = self._detail([attribute])
        label = f"{output.action.value} {label}"
        return PageLine(anchor, "output", label, sign, clean(output.name), "", "", None, detail)

    def _build(self, change: ReviewedChange) -> tuple[str, Markup | None]:
        silent = change.action in (Action.FORGET, Action.MOVE, Action.IMPORT)
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
            has_before=any(change.before is not None for change in known),
            has_after=any(change.after is not None for change in known),
        )
        self._budget -= len(detail)
        return Markup(detail)  # noqa: S704 - from a template that escapes


def _is_only_unknown(change: AttributeChange) -> bool:
    return change.after is UNKNOWN and change.before is None and not change.forces_replacement


def _attribute(change: AttributeChange) -> _Attribute:
    both = compared(change)
    before, after = (
        None if both is not None or side is None else value(side) for side in (change.before, change.after)
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
