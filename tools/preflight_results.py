"""What the preflight of upgrades found in a clean environment on the local AWS, and with each planted obstacle.

The tests write tests/upgrade/golden/planted-obstacles.json
(`make golden ARGS=tests/upgrade/preflight/test_planted_obstacles.py`); the table in docs/preflight.md is made of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from tools.documents import REPOSITORY

FILE = REPOSITORY / "tests/upgrade/golden/planted-obstacles.json"


@dataclass(frozen=True)
class PlantedObstacle:
    """An obstacle that was planted, and what the preflight found."""

    check: str
    """The check that must find it."""
    upgrade: str
    """``2.11.2 to 3.3.1``."""
    consequences: tuple[str, ...]
    """Other checks that fail or warn because of it, genuinely."""
    fired: tuple[str, ...]
    """Ids of the checks that failed or warned."""

    @property
    def unexpected(self) -> set[str]:
        """The checks that are not named with it."""
        return {*self.fired} - {self.check, *self.consequences}


@dataclass(frozen=True)
class PreflightResults:
    """All recorded runs."""

    clean: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The checks that failed or warned in a clean environment, by the upgrade."""
    obstacles: Mapping[str, PlantedObstacle] = field(default_factory=dict)
    """By the id of the obstacle."""


def load() -> PreflightResults:
    """The recorded results; none if nothing was recorded."""
    data = json.loads(FILE.read_text("utf-8")) if FILE.exists() else {"clean": {}, "obstacles": {}}
    return PreflightResults(
        {upgrade: tuple(fired) for upgrade, fired in data["clean"].items()},
        {id: PlantedObstacle(**_tuples(obstacle)) for id, obstacle in data["obstacles"].items()},
    )


def dump(results: PreflightResults) -> str:
    """The text of the file: a line per upgrade, and one per obstacle."""
    obstacles = {id: asdict(obstacle) for id, obstacle in results.obstacles.items()}
    tables: dict[str, Mapping[str, Any]] = {"clean": results.clean, "obstacles": obstacles}
    texts = [f"{json.dumps(name)}: {{\n{_lines(table)}\n}}" for name, table in tables.items()]
    return "{\n" + ",\n".join(texts) + "\n}\n"


def section(results: PreflightResults) -> Iterator[str]:
    """The lines of the section in docs/preflight.md, with a row for each obstacle."""
    obstacles = results.obstacles.values()
    found = sum(obstacle.check in obstacle.fired for obstacle in obstacles)
    reported = sum(len(obstacle.fired) for obstacle in obstacles)
    false = sum(len(obstacle.unexpected) for obstacle in obstacles)
    in_clean = sum(map(len, results.clean.values()))
    yield "## Precision and recall\n"
    yield (
        f"The tests plant {len(obstacles)} obstacles, one at a time, in a clean environment on the local AWS, and read "
        "it with the doctor's calls.\n"
    )
    yield f"- Recall: {found} of {len(obstacles)} obstacles are found by their check."
    yield f"- Precision: {reported - false} of {reported} reports are of the planted obstacle, or follow from it."
    yield f"- The clean environment, for {_listed(results.clean)}: {in_clean} reports.\n"
    yield "| obstacle | upgrade | check | found | other reports |\n| --- | --- | --- | --- | --- |"
    yield from (_row(id, obstacle) for id, obstacle in results.obstacles.items())
    yield ""


def _row(id: str, obstacle: PlantedObstacle) -> str:
    others = ", ".join(f"`{check}`" for check in sorted({*obstacle.fired} - {obstacle.check})) or "none"
    found = "yes" if obstacle.check in obstacle.fired else "no"
    return f"| {id.replace('-', ' ')} | {obstacle.upgrade} | `{obstacle.check}` | {found} | {others} |"


def _listed(upgrades: Mapping[str, Sequence[str]]) -> str:
    return ", ".join(sorted(upgrades))


def _lines(table: Mapping[str, Any]) -> str:
    return ",\n".join(f"{json.dumps(name)}: {json.dumps(row)}" for name, row in table.items())


def _tuples(row: Mapping[str, str | list[str]]) -> dict[str, Any]:
    return {name: value if isinstance(value, str) else tuple(value) for name, value in row.items()}
