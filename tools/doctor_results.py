"""What the doctor found in healthy deployments on the local AWS, and in those with a planted fault.

The tests write tests/doctor/golden/planted-faults.json (`make golden ARGS=tests/doctor/test_planted_faults.py`); the
table in docs/doctor.md is made of it.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from tools.documents import REPOSITORY

FILE = REPOSITORY / "tests/doctor/golden/planted-faults.json"
_NOT_PLANTED = REPOSITORY / "tools/doctor_not_planted.toml"


@dataclass(frozen=True)
class PlantedFault:
    """A fault that was planted, and what the doctor found."""

    example: str
    """The deployment that it was planted in."""
    check: str
    """The check that must find it."""
    consequences: tuple[str, ...]
    """Other checks that fail or warn because of it, genuinely."""
    fired: tuple[str, ...]
    """Ids of the checks that failed or warned."""


@dataclass(frozen=True)
class HealthyRuns:
    """Healthy deployments by what a check said about them: a problem in one environment is one of the deployment."""

    passed: tuple[str, ...] = ()
    not_checkable: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()

    def without(self, example: str) -> HealthyRuns:
        """The same without a deployment."""
        return HealthyRuns(*(tuple(name for name in names if name != example) for names in asdict(self).values()))

    def including(self, result: str, example: str) -> HealthyRuns:
        """The same with a deployment among those of ``result``, the name of a field."""
        return replace(self, **{result: tuple(sorted({*getattr(self, result), example}))})


@dataclass(frozen=True)
class DoctorResults:
    """All recorded runs."""

    healthy: Mapping[str, HealthyRuns] = field(default_factory=dict)
    """By the id of the check."""
    faults: Mapping[str, PlantedFault] = field(default_factory=dict)
    """By the id of the fault."""

    @property
    def examples(self) -> set[str]:
        """The deployments that were examined without a fault."""
        return {example for runs in self.healthy.values() for names in asdict(runs).values() for example in names}

    def with_healthy(self, example: str, results: Mapping[str, str]) -> DoctorResults:
        """The same with a deployment examined again: the result of each check, by its id."""
        known = {check: runs.without(example) for check, runs in self.healthy.items()}
        for check, result in results.items():
            known[check] = known.get(check, HealthyRuns()).including(result, example)
        return replace(self, healthy={check: runs for check, runs in known.items() if check in results})

    def with_faults(self, example: str, faults: Mapping[str, PlantedFault]) -> DoctorResults:
        """The same with the faults of a deployment planted again."""
        others = {id: fault for id, fault in self.faults.items() if fault.example != example}
        return replace(self, faults={**others, **faults})


def load() -> DoctorResults:
    """The recorded results; none if nothing was recorded."""
    text = FILE.read_text("utf-8") if FILE.exists() else ""
    data = json.loads(text) if text else {"healthy": {}, "faults": {}}
    return DoctorResults(
        {check: HealthyRuns(**_tuples(runs)) for check, runs in data["healthy"].items()},
        {id: PlantedFault(**_tuples(fault)) for id, fault in data["faults"].items()},
    )


def dump(results: DoctorResults) -> str:
    """The text of the file: a line per check, and one per fault."""
    tables: dict[str, Mapping[str, HealthyRuns | PlantedFault]] = {"healthy": results.healthy, "faults": results.faults}
    texts = [f"{json.dumps(name)}: {{\n{_lines(table)}\n}}" for name, table in tables.items()]
    return "{\n" + ",\n".join(texts) + "\n}\n"


def not_planted() -> dict[str, str]:
    """Why there is no fault for a check, by its id."""
    return tomllib.loads(_NOT_PLANTED.read_text("utf-8"))


def section(results: DoctorResults, checks: Collection[str]) -> Iterator[str]:
    """The lines of the section in docs/doctor.md, with a row for each of ``checks``."""
    faults = results.faults.values()
    found = sum(fault.check in fault.fired for fault in faults)
    reported = sum(len(fault.fired) for fault in faults)
    false = sum(len(_unexpected(fault)) for fault in faults)
    in_healthy = sum(len(runs.problems) for runs in results.healthy.values())
    yield "## Precision and recall\n"
    yield (
        f"The tests plant {len(faults)} faults, one at a time, in deployments on the local AWS, and examine "
        f"{len(results.examples)} healthy deployments, every example among them.\n"
    )
    yield f"- Recall: {_share(found, len(faults))} faults are found by their check."
    yield (
        f"- Precision: {_share(reported - false, reported)} reports while a fault is planted are of that fault, or of "
        "what follows from it."
    )
    yield f"- Healthy deployments: {in_healthy} reports.\n"
    yield "The columns of the table:\n"
    yield "- **planted**, **found**: faults that this check must find, and those that it found."
    yield "- **consequence**: faults of other checks that it also reports, as named with the fault."
    yield "- **false**: faults of other checks that it reports without being named with them."
    yield "- **healthy**: healthy deployments in which it found nothing, of those in which it could be made.\n"
    yield "| check | planted | found | consequence | false | healthy |\n| --- | --- | --- | --- | --- | --- |"
    yield from (_row(results, check) for check in checks)
    yield "\nNo fault is planted for these, which are tried with views made by hand:\n"
    yield from (f"- `{check}`: {reason}." for check, reason in not_planted().items())
    yield ""


def _share(part: int, whole: int) -> str:
    """``3 of 4 (75 %)``; a share that is not all of it is not rounded up to it."""
    return f"{part} of {whole} ({100 * part // whole if whole else 100} %)"


def _row(results: DoctorResults, check: str) -> str:
    own = [fault for fault in results.faults.values() if fault.check == check]
    others = [fault for fault in results.faults.values() if fault.check != check and check in fault.fired]
    false = sum(check in _unexpected(fault) for fault in others)
    runs = results.healthy.get(check, HealthyRuns())
    examined = len(runs.passed) + len(runs.problems)
    healthy = f"{len(runs.passed)} of {examined}" if examined else "–"
    found = sum(check in fault.fired for fault in own)
    cells = (f"`{check}`", len(own), found, len(others) - false, false, healthy)
    return f"| {' | '.join(map(str, cells))} |"


def _unexpected(fault: PlantedFault) -> set[str]:
    return {*fault.fired} - {fault.check, *fault.consequences}


def _lines(table: Mapping[str, HealthyRuns | PlantedFault]) -> str:
    return ",\n".join(f"{json.dumps(name)}: {json.dumps(asdict(row))}" for name, row in sorted(table.items()))


def _tuples(row: Mapping[str, str | list[str]]) -> dict[str, Any]:
    return {name: value if isinstance(value, str) else tuple(value) for name, value in row.items()}
