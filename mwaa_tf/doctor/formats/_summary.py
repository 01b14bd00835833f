"""What the formats have in common: findings that are one, reasons that are one, and counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from mwaa_tf.doctor.checks import Check, groups
from mwaa_tf.doctor.diagnosis import Diagnosis
from mwaa_tf.doctor.finding import CheckResult, Finding
from mwaa_tf.doctor.reading import GapKind
from mwaa_tf.doctor.view import ViewOrigin
from mwaa_tf.text import join_words, plural

PROBLEMS = (CheckResult.FAILURE, CheckResult.WARNING)

#: Gaps that credentials, a permission or a network close.
_UNREAD = (GapKind.CREDENTIALS, GapKind.DENIED, GapKind.UNAVAILABLE, GapKind.NOT_UNDERSTOOD)


@dataclass(frozen=True, slots=True)
class SharedProblem:
    """A failure or warning, and the environments that have it: a fault of a shared network is one problem."""

    finding: Finding
    check: Check
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unchecked:
    """Checks that could not be made for the same reason: one missing permission is one entry, not ten."""

    reason: str
    checks: tuple[str, ...]
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GroupCount:
    """How the checks of a group ended, each by its worst result."""

    title: str
    counts: dict[CheckResult, int]

    @property
    def text(self) -> str:
        """``8 passed, 1 not checked``."""
        return ", ".join(counted(result, self.counts[result]) for result in CheckResult if self.counts[result])


def counted(result: CheckResult, count: int) -> str:
    """``1 failure``, ``2 warnings``, ``3 not checked``, ``40 passed``."""
    match result:
        case CheckResult.FAILURE | CheckResult.WARNING:
            return plural(count, result.value)
        case CheckResult.NOT_CHECKABLE:
            return f"{count:,} not checked"
        case CheckResult.PASS:
            return f"{count:,} passed"


def problems(diagnosis: Diagnosis, result: CheckResult) -> tuple[SharedProblem, ...]:
    """The failures, or the warnings, the same one of several environments together."""
    by_id = {check.id: check for check in diagnosis.checks}
    together: dict[Finding, list[Finding]] = defaultdict(list)
    for finding in diagnosis.of(result):
        together[replace(finding, target="", read_from=(), series=())].append(finding)
    return tuple(
        SharedProblem(found[0], by_id[found[0].check], tuple(dict.fromkeys(finding.target for finding in found)))
        for found in together.values()
    )


def unchecked(diagnosis: Diagnosis) -> tuple[Unchecked, ...]:
    """What could not be checked, by reason; what most checks lack comes first."""
    together: dict[str, list[Finding]] = defaultdict(list)
    for finding in diagnosis.of(CheckResult.NOT_CHECKABLE):
        together[finding.message].append(finding)
    entries = [
        Unchecked(
            reason,
            tuple(dict.fromkeys(finding.check for finding in found)),
            tuple(dict.fromkeys(finding.target for finding in found)),
        )
        for reason, found in together.items()
    ]
    return tuple(sorted(entries, key=lambda entry: -len(entry.checks)))


def counts(findings: Iterable[Finding]) -> dict[CheckResult, int]:
    """How many checks ended how; a check counts once per environment, by its worst result."""
    worst: dict[tuple[str, str], CheckResult] = {}
    order = list(CheckResult)
    for finding in findings:
        key = finding.target, finding.check
        worst[key] = min(worst.get(key, CheckResult.PASS), finding.result, key=order.index)
    return {result: sum(1 for ended in worst.values() if ended is result) for result in CheckResult}


def group_counts(diagnosis: Diagnosis) -> tuple[GroupCount, ...]:
    """The counts of each group of which a check was made; those of the preflight of an upgrade are in none of these."""
    group_of = {check.id: check.group for check in diagnosis.checks}
    by_group: dict[str, list[Finding]] = defaultdict(list)
    for finding in diagnosis.findings:
        by_group[group_of[finding.check]].append(finding)
    titles = {group.name: group.title for group in groups()}
    names = [name for name in titles if name in by_group] + [name for name in by_group if name not in titles]
    return tuple(GroupCount(titles.get(name, name.capitalize()), counts(by_group[name])) for name in names)


def verdict(diagnosis: Diagnosis) -> str:
    """The whole diagnosis in one sentence, without a full stop."""
    ended = counts(diagnosis.findings)
    where = subject(diagnosis)
    if not diagnosis.targets:
        return "No environment to look at"
    if not any(ended.values()):
        return f"No checks were made of {where}"
    # A check may find several: as many as are listed.
    if found := [counted(result, len(diagnosis.of(result))) for result in PROBLEMS if diagnosis.of(result)]:
        return f"{join_words(found)} in {where}"
    if not ended[CheckResult.PASS]:
        return f"Nothing could be checked in {where}"
    missing = ended[CheckResult.NOT_CHECKABLE]
    if is_mostly_unread(diagnosis):
        made = plural(ended[CheckResult.PASS], "check")
        return f"Most checks of {where} could not be made: {missing:,}; {made} passed"
    rest = f"; {plural(missing, 'check')} could not be made" if missing else ""
    return f"No problem found in {where}: {plural(ended[CheckResult.PASS], 'check')} passed{rest}"


def is_mostly_unread(diagnosis: Diagnosis) -> bool:
    """Whether more checks failed to read something than passed: what passed then says little.

    What a plan does not have, or what does not exist before the first apply, is not there to be read.
    """
    unread = {(each.target, each.check) for each in diagnosis.findings if each.gap and each.gap.kind in _UNREAD}
    return len(unread) > counts(diagnosis.findings)[CheckResult.PASS]


def subject(diagnosis: Diagnosis) -> str:
    """What was looked at: ``data-etl``, ``12 environments``, ``the plan of data-etl``."""
    targets = diagnosis.targets
    named = targets[0].shown if len(targets) == 1 else plural(len(targets), "environment")
    return f"the plan of {named}" if diagnosis.origin is ViewOrigin.PLAN else named


def facts_of(diagnosis: Diagnosis) -> str:
    """Where the facts come from: ``AWS, 120 calls`` or ``plans``."""
    if diagnosis.origin is ViewOrigin.PLAN:
        return "Terraform plans; nothing was read from AWS"
    return f"AWS, {plural(diagnosis.calls, 'call')}"
