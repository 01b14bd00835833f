"""A bisect that is killed at any step: after `--restore`, every object is back with its content."""

from __future__ import annotations

from random import Random

import pytest

from mwaa_tf.access.bisect import Bucket, restore_journal
from mwaa_tf.access.bisect.errors import BisectRunningError
from mwaa_tf.local_aws import LocalAws
from tests.access.bisect.folders import DagFolder, Killed, KilledClient, Lines, bisect, dag_folder

SEEDS = (1, 2, 3)
PATHS = ("a.py", "ü b+c%20.py", "team/a.py", "packed.zip", "z'\"&.py", "#1?.py", "dags/a.py")


@pytest.fixture(scope="module")
def aws(module_local_aws: LocalAws) -> LocalAws:
    return module_local_aws


def planted(aws: LocalAws, name: str, seed: int) -> tuple[DagFolder, set[str]]:
    """A folder of five DAG files with names that are hard to copy, and which of them cause the problem."""
    random = Random(seed)  # noqa: S311
    paths = tuple(random.sample(PATHS, 5))
    return dag_folder(aws, name, paths), set(random.sample(paths, random.choice([1, 2])))


def restored(folder: DagFolder) -> None:
    restore_journal(Bucket(folder.s3, folder.name), folder.environment, Lines())


@pytest.fixture(scope="module")
def calls(aws: LocalAws) -> dict[int, int]:
    """By seed, how many calls of a bisect that is not killed change something."""
    counts = {}
    for seed in SEEDS:
        folder, causes = planted(aws, f"counted-{seed}", seed)
        client = KilledClient(folder.s3)
        bisect(folder, causes, client=client)
        counts[seed] = client.calls
    return counts


def killed_at(aws: LocalAws, seed: int, at: int, *, after: bool) -> None:
    """Kill a bisect at a call, restore, and compare everything with what was before, old versions included."""
    folder, causes = planted(aws, f"killed-{seed}-{at}-{after}".lower(), seed)
    state, versions = folder.state(), folder.versions()

    with pytest.raises(Killed):
        bisect(folder, causes, client=KilledClient(folder.s3, at, after=after))
    restored(folder)

    assert folder.state() == state, f"call {at}"
    assert folder.versions() == versions, f"call {at}"


@pytest.mark.parametrize("after", [False, True], ids=["before the call", "after the call"])
@pytest.mark.parametrize("seed", SEEDS)
def test_killed_while_it_copies_and_moves_everything_is_restored_as_it_was(
    aws: LocalAws, seed: int, after: bool
) -> None:
    for at in (seed, 6 + seed, 12 + 2 * seed):
        killed_at(aws, 10 * seed, at, after=after)


@pytest.mark.long
@pytest.mark.parametrize("after", [False, True], ids=["before the call", "after the call"])
@pytest.mark.parametrize("seed", SEEDS)
def test_killed_at_every_step_everything_is_restored_as_it_was(
    aws: LocalAws, calls: dict[int, int], seed: int, after: bool
) -> None:
    for at in range(calls[seed]):
        killed_at(aws, seed, at, after=after)


@pytest.mark.long
@pytest.mark.parametrize("after", [False, True], ids=["before the call", "after the call"])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_restore_that_is_killed_at_every_step_is_finished_by_the_next_one(
    aws: LocalAws, calls: dict[int, int], seed: int, after: bool
) -> None:
    at, is_done = 0, False
    while not is_done:
        folder, causes = planted(aws, f"again-{seed}-{at}-{after}".lower(), seed)
        state, versions = folder.state(), folder.versions()
        with pytest.raises(Killed):
            bisect(folder, causes, client=KilledClient(folder.s3, calls[seed] // 3, after=after))
        assert folder.state() != state

        try:
            restore_journal(Bucket(KilledClient(folder.s3, at, after=after), folder.name), folder.environment, Lines())
            is_done = True
        except Killed:
            at += 1
        restored(folder)

        assert folder.state() == state, f"call {at}"
        assert folder.versions() == versions, f"call {at}"
    assert at > 10


def test_after_a_kill_the_next_bisect_names_restore(aws: LocalAws) -> None:
    folder, causes = planted(aws, "refused", 1)
    with pytest.raises(Killed):
        bisect(folder, causes, client=KilledClient(folder.s3, 12))
    state = folder.state()

    with pytest.raises(BisectRunningError, match=r"for etl, started .*add --restore"):
        bisect(folder, causes)

    assert folder.state() == state
    restored(folder)
