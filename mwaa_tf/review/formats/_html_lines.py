"""The lines of the page: what happens to one resource or output, and what unfolds below it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import jinja2
from markupsafe import Markup

from mwaa_tf.review.differences import AttributeChange
from mwaa_tf.review.formats._html_values import compared, value
from mwaa_tf.review.formats._shared import SIGNS, clean, why
from mwaa_tf.review.model import Action, Change, OutputChange, PlanReview, Severity
from mwaa_tf.review.values import UNKNOWN
from mwaa_tf.text import plural

#: Attributes of one change that are shown.
_ATTRIBUTES = 300

#: Characters of their names by which a change is found.
_FIND = 2_000

#: What a line is called, and its sign: colour alone tells nothing to many.
KINDS: Mapping[str, tuple[str, str]] = {
    **{action.value: (action.value, sign) for action, sign in SIGNS.items()},
    "drift": ("outside Terraform", "≠"),
    "output": ("output", "⇥"),
}

_DONE = {Action.UPDATE: "updated", Action.DELETE: "deleted", Action.CREATE: "created"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line, and what unfolds below it."""

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
    """None where the page has no room for it."""


@dataclass(frozen=True, slots=True)
class _Attribute:
    name: str
    forces_replacement: bool
    compared: Markup | None
    before: Markup | None
    after: Markup | None


class Entries:
    """Makes the lines of one page, until there are as many characters of details as a browser opens at once."""

    def __init__(self, template: jinja2.Template, characters: int) -> None:
        self._template = template
        self._room = characters
        self._made: dict[int, tuple[str, Markup | None]] = {}
        self.left_out = 0
        """How many lines have no details for want of room."""

    def prefer(self, changes: Iterable[Change]) -> None:
        """Make the details of these first: of what comes last there may be none."""
        for change in changes:
            self._made[id(change)] = self._make(change)

    def changes(self, prefix: str, plan: PlanReview, severities: Mapping[str, Severity]) -> tuple[Entry, ...]:
        """What is done to resources; ``severities`` has the gravest risk of an address."""
        return tuple(
            self._change(f"{prefix}c{number}", change, change.action.value, severities.get(change.address))
            for number, change in enumerate(plan.changes, 1)
        )

    def drift(self, prefix: str, plan: PlanReview) -> tuple[Entry, ...]:
        """What was changed outside Terraform."""
        return tuple(
            self._change(f"{prefix}d{number}", change, "drift", None) for number, change in enumerate(plan.drift, 1)
        )

    def outputs(self, prefix: str, plan: PlanReview) -> tuple[Entry, ...]:
        """The outputs that change."""
        return tuple(self._output(f"{prefix}o{number}", output) for number, output in enumerate(plan.outputs, 1))

    def _change(self, anchor: str, change: Change, kind: str, severity: Severity | None) -> Entry:
        find, detail = self._made.get(id(change)) or self._make(change)
        label, sign = KINDS[kind]
        return Entry(
            id=anchor,
            kind=kind,
            label=_DONE.get(change.action, change.action.value) if kind == "drift" else label,
            sign=sign,
            address=clean(change.address),
            find=find,
            note=why(change),
            severity=severity,
            detail=detail,
        )

    def _output(self, anchor: str, output: OutputChange) -> Entry:
        label, sign = KINDS["output"]
        attribute = AttributeChange((output.name,), output.before, output.after)
        detail = self._detail([attribute])
        label = f"{output.action.value} {label}"
        return Entry(anchor, "output", label, sign, clean(output.name), "", "", None, detail)

    def _make(self, change: Change) -> tuple[str, Markup | None]:
        silent = change.action in (Action.FORGET, Action.MOVE, Action.IMPORT)
        attributes = [] if silent else list(change.attributes())
        return _find([change.type, *(attribute.name for attribute in attributes)]), self._detail(attributes)

    def _detail(self, attributes: Sequence[AttributeChange]) -> Markup | None:
        if self._room <= 0:
            self.left_out += 1
            return None
        ordered = sorted(attributes, key=lambda attribute: not attribute.forces_replacement)
        unknown = [one for one in ordered if _is_only_unknown(one)]
        known = [one for one in ordered if not _is_only_unknown(one)]
        detail = self._template.render(
            attributes=[_attribute(one) for one in known[:_ATTRIBUTES]],
            more=len(known) - _ATTRIBUTES,
            unknown=[clean(one.name) for one in unknown[:_ATTRIBUTES]],
            unknown_more=len(unknown) - _ATTRIBUTES,
            has_before=any(one.before is not None for one in known),
            has_after=any(one.after is not None for one in known),
        )
        self._room -= len(detail)
        return Markup(detail)  # noqa: S704 - from a template that escapes


def _is_only_unknown(change: AttributeChange) -> bool:
    return change.after is UNKNOWN and change.before is None and not change.forces_replacement


def _attribute(change: AttributeChange) -> _Attribute:
    both = compared(change)
    before, after = (
        None if both is not None or side is None else value(side) for side in (change.before, change.after)
    )
    if change.sensitive_changed and after is not None:
        after += Markup(' <span class="cut">another one</span>')
    return _Attribute(clean(change.name) or "(all of it)", change.forces_replacement, both, before, after)


def _find(words: Iterable[str]) -> str:
    return clean(" ".join(dict.fromkeys(words)), _FIND)


def counted(plan: PlanReview) -> tuple[str, ...]:
    """What a plan leaves alone, in words."""
    parts = [plural(plan.unchanged, "resource") + " unchanged"] if plan.unchanged else []
    return (*parts, plural(plan.reads, "data source") + " read") if plan.reads else tuple(parts)
