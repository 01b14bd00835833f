"""Risks that a person accepts, each with the reason: ``data-deleted=the bucket is empty, TICKET-1``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mwaa_tf.errors import UsageError
from mwaa_tf.review.model import IgnoredRisk, Risk
from mwaa_tf.review.risks import rules
from mwaa_tf.text import did_you_mean

#: ID=REASON or ID@SCOPE=REASON. The keys of an address may contain "=" and "@".
_IGNORE = re.compile(
    r'(?P<id>[^@=]*)(?:@(?P<scope>(?:\["(?:[^"\\]|\\.)*"\]|\[\d+\]|[^=\["])+))?(?:=(?P<reason>.*))?', re.DOTALL
)


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
    id = (match["id"] if match else text).strip()
    ids = [rule.id for rule in rules()]
    if id not in ids:
        raise UsageError(f"--ignore: no risk has the id {id!r} (docs/risks.md has them all){did_you_mean(id, ids)}")
    reason = (match["reason"] or "").strip() if match else ""
    if match is None or not reason:
        raise UsageError(f"--ignore {text}: a reason is required: {id}=REASON or {id}@ADDRESS=REASON")
    return IgnoreRule(id, reason, match["scope"])


def apply_ignores(
    risks: Iterable[Risk], ignore: Sequence[IgnoreRule]
) -> tuple[tuple[Risk, ...], tuple[IgnoredRisk, ...], tuple[str, ...]]:
    """The risks that are left, those that are ignored, and a note for each rule that covers none."""
    left: list[Risk] = []
    ignored: list[IgnoredRisk] = []
    used: set[IgnoreRule] = set()
    for risk in risks:
        covering = [rule for rule in ignore if rule.covers(risk)]
        used.update(covering)
        if covering:
            ignored.append(IgnoredRisk(risk, covering[0].reason))
        else:
            left.append(risk)
    notes = tuple(f"--ignore {rule} matches no risk" for rule in dict.fromkeys(ignore) if rule not in used)
    return tuple(left), tuple(ignored), notes
