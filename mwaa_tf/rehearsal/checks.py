"""The checks of a rehearsal, collected while it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from mwaa_tf.blueprint import Workspace
from mwaa_tf.lifecycle import Outcome
from mwaa_tf.rehearsal.report import RehearsalCheck, WorkspaceReport


class CheckRecorder:
    """Checks in the order in which they were made, and all outcomes that they are based on."""

    def __init__(self) -> None:
        self.checks: list[RehearsalCheck] = []
        self._outcomes: list[Outcome] = []

    def add(self, name: str, details: Iterable[str]) -> bool:
        """Record a check that failed for each of ``details``; whether it passed."""
        check = RehearsalCheck(name, tuple(details))
        self.checks.append(check)
        return check.ok

    def succeeded(self, name: str, outcomes: Iterable[Outcome]) -> bool:
        """Check that all ``outcomes`` succeeded."""
        return self._judge(name, outcomes, _failures)

    def changed_in_place(self, name: str, outcomes: Iterable[Outcome]) -> bool:
        """Check that all ``outcomes`` succeeded and neither created nor deleted a resource."""
        return self._judge(name, outcomes, lambda outcome: [*_failures(outcome), *_replacements(outcome)])

    def nothing_to_do(self, name: str, outcomes: Iterable[Outcome]) -> bool:
        """Check that all plans succeeded and are empty."""
        return self._judge(name, outcomes, lambda outcome: [*_failures(outcome), *_planned_changes(outcome)])

    def workspace_report(self, workspace: Workspace, statuses: tuple[str, ...]) -> WorkspaceReport:
        """What the outcomes so far say of ``workspace``; ``statuses`` are those of its environment."""
        outcomes = [outcome for outcome in self._outcomes if outcome.workspace == workspace.path]
        applied = next((outcome for outcome in outcomes if outcome.action == "apply"), None)
        seconds: dict[str, float] = {}
        for outcome in outcomes:
            seconds[outcome.action] = seconds.get(outcome.action, 0.0) + outcome.seconds
        return WorkspaceReport(
            path=workspace.path,
            stage=workspace.stage,
            account_id=workspace.account.account_id,
            resources=applied.summary.added if applied and applied.summary else 0,
            attempts=applied.attempts if applied else 0,
            seconds=seconds,
            statuses=statuses,
        )

    def _judge(self, name: str, outcomes: Iterable[Outcome], problems: Callable[[Outcome], list[str]]) -> bool:
        outcomes = list(outcomes)
        self._outcomes += outcomes
        details = [f"{outcome.workspace}: {problem}" for outcome in outcomes for problem in problems(outcome)]
        return self.add(name, details)


def _failures(outcome: Outcome) -> list[str]:
    return list(outcome.failures)


def _replacements(outcome: Outcome) -> list[str]:
    summary = outcome.summary
    if summary is None or not (summary.added or summary.removed):
        return []
    return [f"an in-place change added {summary.added} and removed {summary.removed} resources; something was replaced"]


def _planned_changes(outcome: Outcome) -> list[str]:
    if outcome.plan is None:
        return []
    changes = [f"would {change.action} {change.address}" for change in outcome.plan.changes]
    return changes + [f"output {name} would change" for name in outcome.plan.outputs]
