"""The order of the tests on several processes: all but one begin with slow files, and a file stays on one process.

`--dist worksteal` of pytest-xdist gives each process a part of the collection, and takes tests from the end of one for
a process that has finished its own. A module's fixtures, half a minute in some files, are set up again in each process
that gets a test of it; and a test of two minutes that comes last leaves the other processes without work. Slow tests
wait half of their time, for Terraform's timers: one process begins with those that only compute.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import pytest


def dealt(items: Sequence[pytest.Item], processes: int) -> list[pytest.Item]:
    """``items`` so that each of ``processes`` equal parts but the last begins with files that have slow tests."""
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    slow = {path: count for path, tests in files.items() if (count := sum(map(is_slow, tests)))}
    hands: list[list[Path]] = [[] for _ in range(processes)]
    for path in sorted(slow, key=lambda path: -slow[path]):
        min(hands[:-1] or hands, key=lambda hand: sum(slow[path] for path in hand)).append(path)
    rest = (item for path, tests in files.items() if path not in slow for item in tests)
    ordered: list[pytest.Item] = []
    for number, hand in enumerate(hands):
        first = [item for path in hand for item in files[path]]
        size = (len(items) - len(ordered)) // (processes - number)
        ordered += [*first, *islice(rest, max(0, size - len(first)))]
    return ordered


def is_slow(item: pytest.Item) -> bool:
    return any(item.get_closest_marker(name) for name in ("slow", "long"))
