"""Risks that a person accepts, each with the reason: ``data-deleted=the bucket is empty, TICKET-1``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mwaa_tf.errors import UsageError
from mwaa_tf.review.risk import IgnoredRisk, Risk
from mwaa_tf.review.risks import rules
from mwaa_tf.text import did_you_mean

#: ID=REASON or ID@SCOPE=REASON. The keys of an address may contain "=" and "@".
_IGNORE = re.compile(
    r'(?P<id>[^@=]*)(?:@(?P<scope>(?:\["(?:[^"\\]|\\.)*"\]|\[\d+\]|[^=\["])+))?(?:=(?P<reason>.*))?', re.DOTALL
)

#: Letters and symbols that are drawn as nothing: the Hangul fillers and the empty Braille pattern.
_BLANKS = "\u115f\u1160\u3164\uffa0\u2800"


@dataclass(frozen=True, slots=True)
class IgnoreRule:
    """Which risks a person accepts, and why."""

    id: str
    reason: str
    scope: str | None = None
    """A resource address or a workspace, as the review names it; None for all of them."""

    def covers(self, risk: Risk) -> bool:
        """Whether ``risk`` is accepted."""
        return risk.id == self.id and self.scope in (None, risk.address, risk.workspace)

    def __str__(self) -> str:
        return self.id if self.scope is None else f"{self.id}@{self.scope}"


def parse_ignore(text: str) -> IgnoreRule:
    """``ID=REASON`` or ``ID@SCOPE=REASON``.

    Raises :class:`~mwaa_tf.errors.UsageError` for an id that no risk has, and where there is no reason.
    """
    match = _IGNORE.fullmatch(text)
    id = re.split("[@=]", text, maxsplit=1)[0].strip()
    ids = [rule.id for rule in rules()]
    if id not in ids:
        raise UsageError(f"--ignore: no risk has the id {id!r} (docs/risks.md has them all){did_you_mean(id, ids)}")
    scope, reason = (match["scope"], match["reason"] or "") if match else (None, "")
    if match is None or (scope is not None and not _is_visible(scope)):
        raise UsageError(
            f"--ignore {text}: after @ stands the address of a resource, or a workspace: {id}@ADDRESS=REASON, or "
            f"{id}=REASON for all of them"
        )
    if not _is_visible(reason):
        raise UsageError(f"--ignore {text}: a reason is required: {id}=REASON or {id}@ADDRESS=REASON")
    return IgnoreRule(id, reason.strip(), scope)


def parse_ignores(texts: Iterable[str]) -> tuple[IgnoreRule, ...]:
    """All of ``texts``, as :func:`parse_ignore` reads each.

    Raises :class:`~mwaa_tf.errors.UsageError` also where two give different reasons for the same risks.
    """
    ignore: dict[tuple[str, str | None], IgnoreRule] = {}
    for rule in map(parse_ignore, texts):
        other = ignore.setdefault((rule.id, rule.scope), rule)
        if other.reason != rule.reason:
            raise UsageError(
                f"--ignore {rule}: has two reasons, {other.reason!r} and {rule.reason!r}; give one, or an address "
                f"for each: {rule.id}@ADDRESS=REASON"
            )
    return tuple(ignore.values())


def apply_ignores(
    risks: Iterable[Risk], ignore: Sequence[IgnoreRule]
) -> tuple[tuple[Risk, ...], tuple[IgnoredRisk, ...], tuple[str, ...]]:
    """The risks that are left, those that are ignored, and a note for each rule that covers none."""
    left: list[Risk] = []
    ignored: list[IgnoredRisk] = []
    used: set[IgnoreRule] = set()
    for risk in risks:
        # The reason that was given for the resource says more than the one for its workspace, or for all.
        covering = sorted((rule for rule in ignore if rule.covers(risk)), key=lambda rule: _breadth(rule, risk))
        used.update(covering)
        if covering:
            ignored.append(IgnoredRisk(risk, covering[0].reason))
        else:
            left.append(risk)
    notes = tuple(f"--ignore {rule} matches no risk" for rule in dict.fromkeys(ignore) if rule not in used)
    return tuple(left), tuple(ignored), notes


def _breadth(rule: IgnoreRule, risk: Risk) -> int:
    return 2 if rule.scope is None else int(rule.scope != risk.address)


def _is_visible(text: str) -> bool:
    """Whether a reader sees anything of ``text``: neither spaces, marks and formats, nor letters without a glyph."""
    return any(unicodedata.category(sign)[0] not in "CZM" and sign not in _BLANKS for sign in text)
