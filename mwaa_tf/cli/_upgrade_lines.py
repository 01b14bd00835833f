"""How `upgrade` shows a path, asks, and says what it did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import zip_longest
from typing import TYPE_CHECKING

from mwaa_tf.mwaa import quotas
from mwaa_tf.mwaa.airflow_versions import python_of
from mwaa_tf.text import escape_control_characters, in_hours, join_words, one_line, plural
from mwaa_tf.upgrade.durations import ROLLBACK, STEP

if TYPE_CHECKING:
    from mwaa_tf.doctor import Finding
    from mwaa_tf.lifecycle.outcome import Outcome
    from mwaa_tf.mwaa.upgrade_path import UpgradeStep
    from mwaa_tf.upgrade.durations import Strategy
    from mwaa_tf.upgrade.result import UpgradeProposal, UpgradeResult

#: The check that tells of a last update that failed.
_STATUS_CHECK = "upgrade.status"


def proposal_lines(proposal: UpgradeProposal, strategy: Strategy | None, *, is_check: bool) -> Iterator[str]:
    """What runs, the path and what each step involves; of a check, also what comes afterwards."""
    running = proposal.running
    configured = f"; the configuration has {proposal.configured}" if proposal.configured else ""
    yield f"{running.name} is {running.status} and runs Airflow {running.version}{configured}"
    if running.last_change.failed and _STATUS_CHECK not in {finding.check for finding in _problems(proposal)}:
        yield f"  Its last update failed: {running.last_change.error or 'AWS gives no reason'}"
    if proposal.is_there:
        yield f"  It runs {proposal.requested} already: no step is needed"
    if not proposal.path:
        return
    yield f"Path to {proposal.requested}, in place"
    for number, step in enumerate(proposal.path, start=1):
        yield f"  {number}. {step.current} to {step.requested}: {'; '.join(_involves(step))}"
    yield from _along(proposal)
    yield f"Each step takes {_range(STEP)} (inferred)" + _wait(strategy)
    yield f"Running tasks {_tasks(strategy)}"
    yield f"If a step fails, AWS rolls it back, which takes {_range(ROLLBACK)} (inferred)"
    yield from map(escape_control_characters, (*_finding_lines(proposal), *_file_lines(proposal)))
    if is_check:
        yield "Nothing was changed"


def question(proposal: UpgradeProposal) -> str:
    """What is agreed to: the path may have scrolled away."""
    steps = plural(len(proposal.path or ()), "step")
    return f"Bring {proposal.running.name} from {proposal.running.version} to {proposal.requested} in {steps}?"


def result_lines(proposal: UpgradeProposal, result: UpgradeResult) -> Iterator[str]:
    """What was done, and what is left to do."""
    for step in result.steps:
        change = f"{step.step.current} to {step.step.requested}"
        along = f", with {join_words(step.arguments)}" if step.arguments else ""
        took = in_hours(timedelta(seconds=step.seconds))
        if step.error:
            yield escape_control_characters(f"{change}: FAILED after {took}{along}: {step.error}")
        else:
            yield f"{change}: done in {took}{along}"
        if step.is_still_running:
            yield "  AWS may still be at work on it: call this again to go on from there"
    if result.error:
        yield escape_control_characters(
            f"{proposal.running.name} runs {result.version}, and what describes it does not agree yet: {result.error}"
        )
        yield "  Call this again once that is corrected: it takes no further update by AWS"
    for outcome in result.agreement:
        yield from _agreement_lines(outcome)
    if not result.failed:
        yield f"{proposal.running.name} runs Airflow {result.version}; configuration, state and plans agree"


def _problems(proposal: UpgradeProposal) -> list[Finding]:
    """The failures and warnings of the preflight."""
    return [finding for finding in proposal.findings if finding.result.is_problem]


def _finding_lines(proposal: UpgradeProposal) -> Iterator[str]:
    """What the preflight found, the worst first; a fix that several findings share follows the last of them."""
    if proposal.findings:
        yield f"Preflight: {join_words(list(_counts(proposal)))}"
    problems = _problems(proposal)
    for finding, following in zip_longest(problems, problems[1:]):
        yield f"{finding.result}: {finding.message} [{finding.check}]"
        if finding.fix and (following is None or following.fix != finding.fix):
            yield f"    Fix: {finding.fix}"
    unchecked: dict[str, list[str]] = {}
    for finding in proposal.findings:
        if finding.gap:
            unchecked.setdefault(finding.message, []).append(finding.check)
    for reason, checks in unchecked.items():
        yield f"not checked: {reason} [{', '.join(checks)}]"


def _counts(proposal: UpgradeProposal) -> Iterator[str]:
    counts = Counter(str(finding.result) for finding in proposal.findings)
    for result in ("failure", "warning"):
        if counts[result]:
            yield plural(counts[result], result)
    yield f"{plural(counts['pass'], 'check')} passed"
    if counts["not checkable"]:
        yield f"{counts['not checkable']} not made"


def _file_lines(proposal: UpgradeProposal) -> Iterator[str]:
    """The files that the steps need. What is in the bucket now is what every step but the last one starts with."""
    last = proposal.path[-1].requested if proposal.path else ""
    for file in proposal.files:
        yield f"Proposed for Airflow {file.airflow}; nothing is written into the bucket:"
        yield from (f"    {line}" for line in file.diff.splitlines())
        if file.airflow != last:
            yield f"    Only the last step takes files along: upgrade --to {file.airflow} first, with this one"


def _agreement_lines(outcome: Outcome) -> Iterator[str]:
    name = outcome.workspace
    if not outcome.ok:
        yield escape_control_characters(f"{name}: {outcome.action}: {one_line('; '.join(outcome.failures))}")
    elif outcome.plan and outcome.plan.is_empty:
        yield f"{name}: the plan is empty"
    elif outcome.plan:
        yield f"{name}: the plan is not empty"
        for change in outcome.plan.changes:
            yield escape_control_characters(f"  {change.action} {change.address}")
        for output, action in sorted(outcome.plan.outputs.items()):
            yield escape_control_characters(f"  {action} output {output}")


def _involves(step: UpgradeStep) -> Iterator[str]:
    yield "snapshot of the metadata database, update" if not step.is_downgrade else "snapshot, downgrade"
    if step.changes_python:
        before, after = python_of(step.current), python_of(step.requested)
        yield f"Python {before} to {after}" if before and after else "perhaps another Python"
    if step.changes_major and not step.is_downgrade:
        from mwaa_tf.terraform.product import in_use

        yield f"{in_use().name} alone would replace the environment"


def _along(proposal: UpgradeProposal) -> Iterator[str]:
    if proposal.pending and (names := proposal.pending.names):
        step = "last step" if len(proposal.path or ()) > 1 else "step"
        yield f"The {step} takes along what else the configuration changes: {join_words(names)}"


def _range(duration: tuple[timedelta, timedelta]) -> str:
    least, most = duration
    return f"{in_hours(least)} to {in_hours(most)}"


def _wait(strategy: Strategy | None) -> str:
    return f", and up to {in_hours(quotas.GRACEFUL_REPLACEMENT)} until tasks end" if strategy == "GRACEFUL" else ""


def _tasks(strategy: Strategy | None) -> str:
    if strategy == "GRACEFUL":
        return f"finish on the old workers, for up to {in_hours(quotas.GRACEFUL_REPLACEMENT)}, and are then stopped"
    return "are stopped with the old workers; --worker-replacement graceful waits for them"
