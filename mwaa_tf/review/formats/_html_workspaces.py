"""A workspace as the page shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from mwaa_tf.review.formats._html_lines import PageLine
from mwaa_tf.review.formats._shared import own_drift_sentence
from mwaa_tf.review.model import FailedCheck


@dataclass(frozen=True, slots=True)
class PageWorkspace:
    """The section of one workspace, with a plan or without."""

    id: str
    name: str
    workspace: str
    """The name as it is in the review."""
    summary: str
    waits_for: tuple[str, ...]
    counts: tuple[tuple[str, str, int], ...] = ()
    """What is done, its sign, and to how many."""
    warnings: tuple[str, ...] = ()
    checks: tuple[FailedCheck, ...] = ()
    aside: str = ""
    """What does not change."""
    risks: int = 0
    destinations: tuple[str, ...] = ()
    """Accounts and regions, a provider each."""
    places: tuple[str, ...] = ()
    """The same for a table."""
    changes: tuple[PageLine, ...] = ()
    tags: str = ""
    """How many updates change tags only, in words."""
    actions: tuple[PageLine, ...] = ()
    deferred: tuple[PageLine, ...] = ()
    drift: tuple[PageLine, ...] = ()
    own_drift: tuple[PageLine, ...] = ()
    outputs: tuple[PageLine, ...] = ()

    @property
    def lines(self) -> Iterator[PageLine]:
        """All lines, in the order of the page."""
        return chain(self.changes, self.actions, self.deferred, self.outputs, self.drift, self.own_drift)

    @property
    def own_drift_sentence(self) -> str:
        return own_drift_sentence(len(self.own_drift))

    @property
    def single_changes(self) -> list[PageLine]:
        """The changes of resources that are told one by one."""
        return [line for line in self.changes if not line.folded]

    @property
    def tag_changes(self) -> list[PageLine]:
        """The changes of nothing but tags."""
        return [line for line in self.changes if line.folded]
