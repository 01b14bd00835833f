"""The order in which several processes run the tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scheduling import dealt, is_slow
from tests.support import REPOSITORY


class FakeItem:
    """What :func:`dealt` asks of a test."""

    def __init__(self, path: str, name: str, *, slow: bool = False) -> None:
        self.path = Path(path)
        self.name = name
        self._slow = slow

    def get_closest_marker(self, name: str) -> str | None:
        return name if self._slow and name == "slow" else None


def collected(**files: str) -> list[pytest.Item]:
    """A file for each argument, with a test for each of its letters: ``s`` is slow."""
    return [
        FakeItem(path, f"{path}{number}", slow=letter == "s")  # type: ignore[misc]
        for path, letters in files.items()
        for number, letter in enumerate(letters)
    ]


def parts(items: list[pytest.Item], processes: int) -> list[list[str]]:
    """What pytest-xdist gives each process at first: the names of its tests."""
    ordered = [item.name for item in dealt(items, processes)]
    assert sorted(ordered) == sorted(item.name for item in items)
    found = []
    for number in range(processes):
        size = len(ordered) // (processes - number)
        found.append(ordered[:size])
        del ordered[:size]
    return found


def test_all_processes_but_one_begin_with_slow_files_and_files_stay_together() -> None:
    items = collected(a="....", b=".ss.", c="......", d="s.", e="..", f="ss", g="....")

    first, second, third = parts(items, 3)

    assert first[:6] == ["b0", "b1", "b2", "b3", "d0", "d1"]
    assert second[:2] == ["f0", "f1"]
    assert first[6:] + second[2:] + third == [item.name for item in items if item.path.name in "aceg"]


def test_slow_files_that_fill_more_than_a_part_are_all_there() -> None:
    assert parts(collected(a="s" * 9, b="s", c="."), 3) == [
        ["a0", "a1", "a2"],
        ["a3", "a4", "a5", "a6"],
        ["a7", "a8", "b0", "c0"],
    ]


def test_one_process_begins_with_slow_files_too() -> None:
    assert parts(collected(a=".", b="s"), 1) == [["b0", "a0"]]


def test_xdist_gives_its_processes_the_parts(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of three processes writes the first test that it runs."""
    monkeypatch.setenv("PYTHONPATH", str(REPOSITORY))
    pytester.makeconftest(
        """
        import os
        from pathlib import Path
        import pytest
        from tests import scheduling

        begun = []

        def pytest_collection_modifyitems(config, items):
            items[:] = scheduling.dealt(items, 3)

        def pytest_runtest_protocol(item):
            if not begun:
                Path(f"first-{os.environ['PYTEST_XDIST_WORKER']}").write_text(item.name)
            begun.append(item)
        """
    )
    fast = "\n".join(f"def test_fast_{number}(): pass" for number in range(40))
    slow = "import pytest\n@pytest.mark.slow\ndef test_slow(): pass"
    pytester.makepyfile(test_a=fast, test_b=slow, test_c=fast.replace("fast", "quick"), test_d=slow)
    pytester.makeini("[pytest]\nmarkers = slow")

    result = pytester.runpytest_subprocess("-n3", "--dist=worksteal", "-p", "no:cacheprovider")

    result.assert_outcomes(passed=82)
    first = sorted(path.read_text() for path in pytester.path.glob("first-*"))
    assert first[1:] == ["test_slow", "test_slow"]
    assert first[0] != "test_slow"


def test_slow_is_what_takes_longer_than_a_few_seconds(request: pytest.FixtureRequest) -> None:
    assert not is_slow(request.node)
    request.node.add_marker("long")
    assert is_slow(request.node)
