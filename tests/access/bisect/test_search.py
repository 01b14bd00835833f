"""The search finds every planted cause, whatever set of files causes the problem, and in few trials."""

from __future__ import annotations

from math import ceil, log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mwaa_tf.access.bisect.search import Cause, CauseSearch, Files, SearchEnd, TrialVerdict, find_causes

FILES = st.integers(1, 60).map(lambda count: [f"dag_{number}.py" for number in range(count)])


class World:
    """Files of which some cause a problem, and what was tried."""

    def __init__(self, *causes: set[str], skipped: int = 0) -> None:
        self.causes = causes
        self.skipped = skipped
        self.trials: list[Files] = []

    def __call__(self, present: Files) -> TrialVerdict:
        assert present not in self.trials, "a set is tried once"
        self.trials.append(present)
        if 2 < len(self.trials) <= 2 + self.skipped:
            return TrialVerdict.SKIP
        return TrialVerdict.BAD if any(cause <= present for cause in self.causes) else TrialVerdict.GOOD


def causes_of(result: CauseSearch) -> set[frozenset[str]]:
    return {frozenset(cause.files) for cause in result.causes}


@given(data=st.data(), files=FILES)
def test_every_file_that_causes_the_problem_alone_is_found_and_no_other(data: st.DataObject, files: list[str]) -> None:
    causes = data.draw(st.sets(st.sampled_from(files), min_size=1, max_size=5))
    world = World(*({file} for file in causes))

    result = find_causes(files, {}, world)

    assert result.end is SearchEnd.FOUND
    assert causes_of(result) == {frozenset({file}) for file in causes}
    assert len(world.trials) <= ceil(log2(len(files))) + 4 + (len(causes) - 1) * (ceil(log2(len(files))) + 2)


@pytest.mark.parametrize(("count", "most"), [(1, 2), (2, 5), (25, 9), (250, 12), (1_000, 14), (4_000, 16)])
def test_one_cause_takes_about_the_logarithm_of_the_number_of_files(count: int, most: int) -> None:
    files = [f"dag_{number}.py" for number in range(count)]

    for cause in {0, count // 3, count // 2, count - 1}:
        world = World({files[cause]})
        assert find_causes(files, {}, world).causes == [Cause((files[cause],))]
        assert len(world.trials) <= most


@given(data=st.data(), files=FILES.filter(lambda files: len(files) >= 4))
def test_files_that_cause_the_problem_only_together_are_found_together(data: st.DataObject, files: list[str]) -> None:
    shuffled = data.draw(st.permutations(files))
    pair, single = set(shuffled[:2]), {shuffled[2]}

    result = find_causes(files, {}, World(pair, single))

    assert causes_of(result) == {frozenset(pair), frozenset(single)}


@given(data=st.data(), files=FILES)
def test_a_file_is_never_tried_without_those_that_it_imports(data: st.DataObject, files: list[str]) -> None:
    requires = {
        file: set(data.draw(st.lists(st.sampled_from(files), max_size=2)))
        for file in data.draw(st.lists(st.sampled_from(files), max_size=8))
    }
    cause = data.draw(st.sampled_from(files))
    world = World({cause})

    result = find_causes(files, requires, world)

    for present in world.trials:
        assert all(requires.get(file, set()) <= present for file in present)
    assert result.end is SearchEnd.FOUND
    assert len(result.causes) == 1
    assert cause in result.causes[0].files
    # More than one file only where they import each other in a circle.
    assert all(cause in _reached(requires, file) for file in result.causes[0].files if file != cause)
    assert all(cause in _reached(requires, file) for file in result.not_judged)


@given(data=st.data(), files=FILES.filter(lambda files: len(files) >= 2), skipped=st.integers(1, 12))
def test_trials_that_cannot_be_told_hide_no_cause(data: st.DataObject, files: list[str], skipped: int) -> None:
    cause = data.draw(st.sampled_from(files))

    result = find_causes(files, {}, World({cause}, skipped=skipped))

    named = {file for found in result.causes for file in found.files} | {
        file for group in result.suspects for file in group
    }
    assert cause in named
    assert result.end is (SearchEnd.UNDECIDED if result.suspects else SearchEnd.FOUND)


def test_a_problem_that_does_not_show_with_all_files_needs_one_trial() -> None:
    world = World()

    assert find_causes(["a.py", "b.py"], {}, world).end is SearchEnd.GOOD_WITH_ALL
    assert world.trials == [frozenset({"a.py", "b.py"})]


def test_a_problem_that_shows_without_any_file_is_not_searched_for_in_files() -> None:
    world = World(set())

    assert find_causes(["a.py", "b.py"], {}, world).end is SearchEnd.BAD_WITHOUT_ANY
    assert len(world.trials) == 2


def test_what_was_found_before_an_interrupt_is_known() -> None:
    result = CauseSearch()
    causes = [{"a.py"}, {"h.py"}]

    def interrupted(present: Files) -> TrialVerdict:
        if result.causes:
            raise KeyboardInterrupt
        return TrialVerdict.BAD if any(cause <= present for cause in causes) else TrialVerdict.GOOD

    with pytest.raises(KeyboardInterrupt):
        find_causes([f"{letter}.py" for letter in "abcdefgh"], {}, interrupted, result)

    assert result.end is None
    assert result.causes == [Cause(("a.py",))]


def _reached(requires: dict[str, set[str]], file: str) -> set[str]:
    reached: set[str] = set()
    waiting = [file]
    while waiting:
        for other in requires.get(waiting.pop(), ()):
            if other not in reached:
                reached.add(other)
                waiting.append(other)
    return reached
