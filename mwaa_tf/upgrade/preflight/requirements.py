"""requirements.txt against a version of Airflow: which lines cannot stay, and the file with those lines changed.

Judged offline, by the table of :mod:`~mwaa_tf.upgrade.preflight.constraints`. What packages require of each other is
not in it: pip alone knows that.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from mwaa_tf.diagnostics.masking import masked
from mwaa_tf.doctor.checks.code._requirements import PipOption, PipRequirement, RequirementsFile, parse_requirements
from mwaa_tf.doctor.view.code import StoredText
from mwaa_tf.mwaa.airflow_versions import python_of
from mwaa_tf.mwaa.code import (
    AIRFLOW_PACKAGES,
    PROVIDER_PREFIX,
    constraints_address,
    constraints_versions,
    mentions_constraints,
)
from mwaa_tf.mwaa.upgrade_path import UpgradeStep
from mwaa_tf.upgrade.preflight.constraints import constrained, essential
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade

#: A name with its extras, the versions with blanks, and what follows: a marker or a comment. Nothing is tried twice.
_VERSION = re.compile(r"^(\s*+[\w.-]++\s*+(?:\[[^\]]*+\])?)([^;#]*+)((?:[;#].*)?)$")


class LineProblem(Enum):
    """Why a line cannot stay."""

    NO_CONSTRAINT = auto()
    """There is no line with constraints; the number is 0."""
    CONSTRAINT = auto()
    """Constraints of another Airflow or Python."""
    AIRFLOW = auto()
    """Another version of Airflow itself."""
    ESSENTIAL = auto()
    """Another version of what MWAA's image fixes."""
    CONSTRAINED = auto()
    """Another version than Airflow's constraints have."""
    REMOVED = auto()
    """A provider that the constraints of the version before have, and those of this one do not."""


@dataclass(frozen=True, slots=True)
class WrongLine:
    """A line that cannot stay."""

    problem: LineProblem
    line: int
    name: str
    """Canonical name of the package; empty of constraints."""
    wants: str
    """What the line asks for: ``==1.4.54``."""
    has: str
    """The version that the image has, or the constraints; empty where there is none."""
    replacement: str
    """The line that takes its place, of NO_CONSTRAINT the first one."""


@dataclass(frozen=True, slots=True)
class ProposedFile:
    """A file of the bucket as it should be for a version of Airflow. Nothing writes it there."""

    path: str
    """Key of the object that it replaces."""
    airflow: str
    before: str
    after: str
    """The exact text; it may hold a password, as the file that it is made of may."""

    @property
    def diff(self) -> str:
        """The difference as ``diff -u`` prints it, with passwords masked."""
        lines = difflib.unified_diff(
            self.before.splitlines(),
            self.after.splitlines(),
            self.path,
            f"{self.path} for Airflow {self.airflow}",
            lineterm="",
        )
        return "".join(f"{masked(line)}\n" for line in lines)


def proposed_requirements(upgrade: PlannedUpgrade) -> tuple[ProposedFile, ...]:
    """requirements.txt for each step that needs another one, each made of the one before."""
    proposals = []
    running: StoredText | None = None
    text = ""
    for step in upgrade.path:
        stored = upgrade.view_at(step).code.requirements.content
        if stored is None:
            continue
        if stored != running:
            running, text = stored, parse_requirements(stored.data).text
        changed = rewritten(text, step)
        if changed != text:
            proposals.append(ProposedFile(stored.path, step.requested, text, changed))
        text = changed
    return tuple(proposals)


def rewritten(text: str, step: UpgradeStep) -> str:
    """``text`` with the lines that cannot stay replaced; one that goes over several lines is left as it is."""
    contents = parse_requirements(text.encode(), python_of(step.requested) or "")
    lines = text.splitlines(keepends=True)
    wrong_ones = list(wrong_lines(contents, step))
    for wrong in wrong_ones:
        if wrong.problem is LineProblem.NO_CONSTRAINT:
            continue
        line = lines[wrong.line - 1]
        if not line.rstrip().endswith("\\") and "--hash" not in line:
            lines[wrong.line - 1] = _replaced(line, wrong)
    first = [f"{wrong.replacement}\n" for wrong in wrong_ones if not wrong.line]
    return "".join([*first, *lines])


def _replaced(line: str, wrong: WrongLine) -> str:
    """The line with another version, its extras, markers and comment kept; or the whole of it replaced."""
    body = line.rstrip("\r\n")
    end = line[len(body) :]
    if wrong.problem in (LineProblem.ESSENTIAL, LineProblem.CONSTRAINED):
        return _VERSION.sub(lambda parts: f"{parts[1]}=={wrong.has}{_blanks_after(parts[2])}{parts[3]}", body) + end
    return wrong.replacement + end


def _blanks_after(text: str) -> str:
    return text[len(text.rstrip()) :]


def wrong_lines(contents: RequirementsFile, step: UpgradeStep) -> Iterator[WrongLine]:
    """The lines of ``contents`` that cannot stay when ``step`` is done."""
    yield from _constraints(contents, step)
    is_constrained = _is_constrained(contents)
    for line in contents.requirements:
        if line.name in AIRFLOW_PACKAGES:
            yield from _airflow(line, step)
        elif line.name and not line.address:
            yield from _package(line, step, is_constrained=is_constrained)


def unknown_packages(contents: RequirementsFile, step: UpgradeStep) -> tuple[str, ...]:
    """Packages that the constraints of the version leave open: whether they agree with it, pip alone knows."""
    names = {line.name or line.address for line in contents.requirements if line.name not in AIRFLOW_PACKAGES}
    return tuple(sorted(name for name in names if constrained(name, step.requested) is None))


def _constraints(contents: RequirementsFile, step: UpgradeStep) -> Iterator[WrongLine]:
    python = python_of(step.requested)
    if python is None:
        return
    right = f"--constraint {constraints_address(step.requested, python)}"
    options = contents.values("--constraint")
    for option in options:
        versions = constraints_versions(option.value)
        if versions and versions != (step.requested, python):
            yield _wrong_constraint(option, versions, right)
    if not options and contents.requirements and not mentions_constraints(contents.text):
        yield WrongLine(LineProblem.NO_CONSTRAINT, 0, "", "", step.requested, right)


def _wrong_constraint(option: PipOption, versions: tuple[str, str], right: str) -> WrongLine:
    wants = f"Airflow {versions[0]} and Python {versions[1]}"
    # Where the file lies elsewhere than at Airflow's address, as in the DAG folder, only its name is replaced.
    return WrongLine(LineProblem.CONSTRAINT, option.line, "", wants, "", right)


def _airflow(line: PipRequirement, step: UpgradeStep) -> Iterator[WrongLine]:
    if line.address or not line.specifier.contains(step.requested, prereleases=True):
        replacement = f"# {line.name} is left to MWAA, which installs {step.requested}"
        yield WrongLine(LineProblem.AIRFLOW, line.line, line.name, str(line.specifier), step.requested, replacement)


def _package(line: PipRequirement, step: UpgradeStep, *, is_constrained: bool) -> Iterator[WrongLine]:
    fixed = essential(line.name, step.requested)
    pin = fixed or (constrained(line.name, step.requested) if is_constrained else None)
    if pin and not line.specifier.contains(pin, prereleases=True):
        problem = LineProblem.ESSENTIAL if fixed else LineProblem.CONSTRAINED
        yield WrongLine(problem, line.line, line.name, str(line.specifier), pin, f"{line.name}=={pin}")
    elif line.name.startswith(PROVIDER_PREFIX) and _is_removed(line.name, step):
        replacement = f"# {line.name} is not among the providers of Airflow {step.requested}"
        yield WrongLine(LineProblem.REMOVED, line.line, line.name, str(line.specifier), "", replacement)


def _is_constrained(contents: RequirementsFile) -> bool:
    """Whether constraints of Airflow hold: those of the file, or MWAA's; a comment can turn them off."""
    return bool(contents.values("--constraint")) or not mentions_constraints(contents.text)


def _is_removed(name: str, step: UpgradeStep) -> bool:
    return constrained(name, step.requested) is None and constrained(name, step.current) is not None
