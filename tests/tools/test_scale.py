"""docs/scale.md shows what the models of the schedulers say."""

from __future__ import annotations

import pytest

from tests.support import REPOSITORY
from tools.scale.__main__ import table
from tools.scale.schedule import Job, LimitError, longest_path, simulate

CHAIN = [
    Job("a", "apply", ("1-network",)),
    Job("b", "apply", ("2-environments/x",), frozenset({"a"})),
    Job("c", "apply", ("2-environments/y",), frozenset({"a"})),
    Job("d", "apply", ("3-endpoints/x",), frozenset({"b"})),
]


@pytest.mark.slow
def test_the_document_has_the_table_of_today() -> None:
    """`python -m tools.scale` prints it."""
    assert table() in (REPOSITORY / "docs/scale.md").read_text("utf-8")


def test_the_longest_path_is_that_of_jobs_that_wait_for_each_other() -> None:
    """Three jobs: 300, 420 and 180 seconds."""
    assert longest_path(CHAIN) == (3, 900)


@pytest.mark.parametrize(("runners", "seconds"), [(1, 1320), (2, 900), (10, 900)])
def test_a_schedule_takes_as_long_as_its_runners_need(runners: int, seconds: int) -> None:
    """With one runner, the sum."""
    assert simulate(CHAIN, runners).seconds == seconds


def test_jobs_that_wait_for_each_other_are_refused() -> None:
    """No engine would ever start them."""
    with pytest.raises(LimitError, match="wait for each other"):
        simulate([Job("a", "plan", ("1-network",), frozenset({"a"}))], 1)


def test_a_job_that_is_missing_is_named() -> None:
    """A typing mistake in `needs`."""
    with pytest.raises(LimitError, match="need b, which does not exist"):
        simulate([Job("a", "plan", ("1-network",), frozenset({"b"}))], 1)
