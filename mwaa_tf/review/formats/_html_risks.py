"""The risks of the page, and the workspaces and lines that they lead to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mwaa_tf.markup.untrusted import clean
from mwaa_tf.review.formats._html_workspaces import PageWorkspace
from mwaa_tf.review.formats._shared import group_ignored, group_risks, open_places
from mwaa_tf.review.model import Review
from mwaa_tf.review.risk import Risk


@dataclass(frozen=True, slots=True)
class RiskPlace:
    """Where a risk is, and where the page tells of it."""

    workspace: str
    workspace_id: str
    address: str
    target: str
    """The id of the line; empty without one."""


@dataclass(frozen=True, slots=True)
class RiskGroup:
    """Risks that differ only in their places."""

    risk: Risk
    places: tuple[RiskPlace, ...]
    ignored_because: str = ""

    @property
    def open_places(self) -> tuple[RiskPlace, ...]:
        """Those that are not folded."""
        return self.places[: open_places(len(self.places))]

    @property
    def folded_places(self) -> tuple[RiskPlace, ...]:
        return self.places[len(self.open_places) :]

    @property
    def count(self) -> int:
        return len(self.places)


class RiskPlaces:
    """The workspaces and lines that risks lead to."""

    def __init__(self, review: Review, workspaces: Sequence[PageWorkspace]) -> None:
        self._ids = {workspace.workspace: workspace.id for workspace in workspaces}
        self._lines: dict[tuple[str, str | None], str] = {}
        plans = {plan.workspace: plan for plan in review.plans}
        for workspace in workspaces:
            plan = plans.get(workspace.workspace)
            if plan is None:
                continue
            addresses = [
                *(change.address for change in plan.changes),
                *(action.address for action in plan.actions),
                *(deferred.change.address for deferred in plan.deferred),
                *(action.address for action in plan.deferred_actions),
            ]
            lines = [*workspace.changes, *workspace.actions, *workspace.deferred]
            for address, line in zip(addresses, lines, strict=True):
                self._lines.setdefault((plan.workspace, address), line.id)

    def groups(self, review: Review) -> list[RiskGroup]:
        return [RiskGroup(risks[0], tuple(map(self._place, risks))) for risks in group_risks(review.risks)]

    def ignored_groups(self, review: Review) -> list[RiskGroup]:
        return [
            RiskGroup(group[0].risk, tuple(self._place(ignored.risk) for ignored in group), group[0].reason)
            for group in group_ignored(review.ignored)
        ]

    def _place(self, risk: Risk) -> RiskPlace:
        line = self._lines.get((risk.workspace, risk.address), "")
        return RiskPlace(clean(risk.workspace), self._ids.get(risk.workspace, ""), clean(risk.address or ""), line)
