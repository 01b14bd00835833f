"""Plans as rules judge what is hidden in them: only the verdict is reported, never a value.

A plan has every value in plain text beside the mask that marks it as sensitive. If rules saw the masked values only,
marking a policy as sensitive would silence whatever it allows.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from operator import is_
from typing import Any

import msgspec

from mwaa_tf.review.judgeable import has_form, is_judgeable
from mwaa_tf.review.model import Action, OutputChange, PlanReview, ReviewedChange
from mwaa_tf.review.policy_attributes import required_attributes
from mwaa_tf.review.values import SENSITIVE, Hidden, decoded_mask, masked, masked_value

_NO_MASK = msgspec.Raw(b"null")

#: Attributes that no rule judges, and that are marked as sensitive more often than others.
_NEVER_JUDGED = frozenset(("tags", "tags_all"))

#: What other programs write in the place of a sensitive value.
_REMOVED = re.compile(r"\*{3,}|[<(\[]*(?:redacted|sensitive|sensitive value|masked|hidden)[>)\]]*", re.IGNORECASE)


#: Actions after which there is an object that a rule judges.
_LEAVING_AN_OBJECT = (Action.CREATE, Action.UPDATE, Action.REPLACE)


@dataclass(frozen=True, slots=True)
class RevealedChange(ReviewedChange):
    """A change with its real values, for rules only; it notes which attributes they read."""

    hidden: frozenset[str] = frozenset()
    """The attributes with hidden values."""
    removed: frozenset[str] = frozenset()
    """Those of them whose values are not in the plan either."""
    read: set[str] = field(default_factory=set, compare=False)
    """The attributes that rules have read since it was last cleared, where ``removed`` has any."""

    def _shown_before(self, decoded: Any, wanted: Collection[str] | None = None) -> Any:  # noqa: ARG002
        return self._noted(decoded)

    def _shown_after(self, decoded: Any, wanted: Collection[str] | None = None) -> Any:  # noqa: ARG002
        return self._noted(masked(decoded, False, decoded_mask(self.raw.after_unknown)))

    def _noted(self, value: Any) -> Any:
        if not self.removed or isinstance(value, Hidden):
            return value
        return _NotedAttributes(value if isinstance(value, dict) else {}, self.read)


class _NotedAttributes(dict[str, Any]):
    """Attributes that note which of them are read."""

    def __init__(self, attributes: dict[str, Any], read: set[str]) -> None:
        super().__init__(attributes)
        self._read = read

    def __getitem__(self, name: str) -> Any:
        self._read.add(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        self._read.add(name)
        return super().get(name, default)


def revealed(plan: PlanReview) -> PlanReview:
    """``plan`` with its real values, so far as some are hidden that a rule may judge; else the very same plan."""
    changes = tuple(_revealed_change(change) for change in plan.changes)
    outputs = tuple(_revealed_output(output) for output in plan.outputs)
    if all(map(is_, changes, plan.changes)) and all(map(is_, outputs, plan.outputs)):
        return plan
    return replace(plan, changes=changes, outputs=outputs)


def _revealed_change(change: ReviewedChange) -> ReviewedChange:
    raw = change.raw
    masked = _masked_names(bytes(raw.before_sensitive)) | _masked_names(bytes(raw.after_sensitive))
    if change.known_harmless and not masked:
        return change
    unmasked = msgspec.structs.replace(raw, before_sensitive=_NO_MASK, after_sensitive=_NO_MASK)
    values = {name: getattr(change, name) for name in ReviewedChange.__dataclass_fields__}
    clear = RevealedChange(**{**values, "raw": unmasked, "known_harmless": True})
    sides = (clear.before(), clear.after())
    lost = frozenset(_lost_names(change, sides[1], masked))
    hidden = (frozenset(_hidden_names(change, clear)) | lost) - _NEVER_JUDGED
    if not hidden:
        return change
    removed = frozenset(name for name in hidden if any(_is_removed(side, name) for side in sides))
    return replace(clear, hidden=hidden, removed=removed | lost)


def _lost_names(change: ReviewedChange, after: Any, masked: frozenset[str]) -> Iterator[str]:
    """The masked attributes that will have a value, and have none that can be judged; "" for a whole object."""
    if change.action not in _LEAVING_AN_OBJECT or not masked or isinstance(after, Hidden):
        return
    if not isinstance(after, dict):
        yield ""
        return
    for name in after.keys() if "" in masked else masked:
        value = after.get(name, "")
        is_missing = value == "" or (value is None and name in required_attributes(change.type))
        if not is_judgeable(name, value, change.type) or (is_missing and has_form(name, change.type)):
            yield name


@lru_cache(maxsize=4_096)
def _masked_names(mask: bytes) -> frozenset[str]:
    """The attributes that a mask covers, or parts of them, and that a rule may judge; "" for a whole object."""
    decoded = decoded_mask(msgspec.Raw(mask))
    if not isinstance(decoded, dict):
        return frozenset(("",)) if decoded else frozenset()
    return frozenset(decoded) - _NEVER_JUDGED


def _revealed_output(output: OutputChange) -> OutputChange:
    if output.raw is None or SENSITIVE not in (output.before, output.after):
        return output
    before = masked_value(output.raw.before, known_harmless=True)
    after = masked_value(output.raw.after, unknown=output.raw.after_unknown, known_harmless=True)
    return replace(output, before=before, after=after)


def _hidden_names(change: ReviewedChange, clear: ReviewedChange) -> Iterator[str]:
    """The attributes that are shown otherwise than they are; "" for a whole object."""
    for shown, real in ((change.before(), clear.before()), (change.after(), clear.after())):
        if isinstance(shown, dict) and isinstance(real, dict):
            yield from (name for name in {*shown, *real} if shown.get(name) != real.get(name))
        elif shown != real:
            yield ""


def _is_removed(attributes: Any, name: str) -> bool:
    value = attributes.get(name) if isinstance(attributes, dict) else attributes
    return isinstance(value, str) and _REMOVED.fullmatch(value.strip()) is not None
