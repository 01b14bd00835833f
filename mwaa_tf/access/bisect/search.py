"""Find the files that cause a problem, by trying sets of files: no I/O, no AWS.

A set of files is *bad* if the problem shows with it. The search needs only that more files never help: a bad set stays
bad if a file is added. It keeps a good set and a bad set above it, and halves what is between them (the divide step of
QuickXplain: Junker, AAAI 2004; delta debugging, Zeller and Hildebrandt, IEEE TSE 28(2), asks for the same, in more
steps where there is one cause). What remains is one file that turns a good set into a bad one. If the problem does not
show with that file alone, it takes others with it, and the same halving finds them. Then the file is left out, and the
search goes on among the rest until the rest is good.

One cause among n files takes at most ``ceil(log2(n)) + 4`` trials: with all files, with none, the halving, the file
alone, and all but the file. Each further cause takes at most ``ceil(log2(n)) + 2``.

A file that imports another is only tried together with it: alone it would fail at the import.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

Files = frozenset[str]


class TrialVerdict(StrEnum):
    """What a trial showed."""

    GOOD = "good"
    BAD = "bad"
    SKIP = "skip"
    """It could not be told."""


class SearchEnd(StrEnum):
    """How a search ended."""

    FOUND = "found"
    """Without the causes that were found, all is well."""
    GOOD_WITH_ALL = "good with all"
    """The problem did not show with all files in place."""
    BAD_WITHOUT_ANY = "bad without any"
    """The problem shows without any of the files: they are not the cause."""
    UNDECIDED = "undecided"
    """Trials that could not be told leave more than one possibility."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Files that cause the problem together; nearly always one."""

    files: tuple[str, ...]


@dataclass(slots=True)
class CauseSearch:
    """What a search found so far; complete when it has an end."""

    end: SearchEnd | None = None
    causes: list[Cause] = field(default_factory=list)
    suspects: list[tuple[str, ...]] = field(default_factory=list)
    """Groups of files with a cause among them that skipped trials hide."""
    not_judged: list[str] = field(default_factory=list)
    """Files that import a cause, and cannot be tried without it."""


Probe = Callable[[Files], TrialVerdict]


def find_causes(
    files: Sequence[str], requires: Mapping[str, Collection[str]], probe: Probe, result: CauseSearch | None = None
) -> CauseSearch:
    """Find all causes among ``files``. ``probe`` tries a set of them, and is called once for each set.

    ``requires`` has for a file those of ``files`` that it imports, directly or not. ``result`` fills while the search
    goes on, so that a caller that is interrupted knows what was found until then.
    """
    search = _Search(files, requires, probe)
    result = result if result is not None else CauseSearch()
    result.end = _run(search, result)
    return result


def _run(search: _Search, result: CauseSearch) -> SearchEnd:
    remaining = list(search.units)
    verdict = search.verdict(remaining)
    if verdict is not TrialVerdict.BAD:
        return SearchEnd.GOOD_WITH_ALL if verdict is TrialVerdict.GOOD else SearchEnd.UNDECIDED
    verdict = search.verdict(())
    if verdict is not TrialVerdict.GOOD:
        return SearchEnd.BAD_WITHOUT_ANY if verdict is TrialVerdict.BAD else SearchEnd.UNDECIDED
    good: list[Files] = []
    while True:
        good, suspects = search.narrow(good, [unit for unit in remaining if unit not in good])
        if len(suspects) > 1:
            result.suspects.append(tuple(file for unit in suspects for file in search.sorted(unit)))
        else:
            result.causes.append(search.cause(suspects[0], good))
        remaining, dependents = search.without(remaining, suspects)
        result.not_judged.extend(dependents)
        if not remaining:
            break
        good = [unit for unit in good if unit in remaining]
        verdict = search.verdict(remaining)
        if verdict is TrialVerdict.GOOD:
            break
        if verdict is TrialVerdict.SKIP:
            result.suspects.append(
                tuple(file for unit in remaining if unit not in good for file in search.sorted(unit))
            )
            break
    return SearchEnd.UNDECIDED if result.suspects else SearchEnd.FOUND


class _Search:
    """Units, which are files that import each other in a circle or single files, and the verdicts on sets of them.

    The units are in an order in which each comes after those that it requires.
    """

    def __init__(self, files: Sequence[str], requires: Mapping[str, Collection[str]], probe: Probe) -> None:
        self._places = {file: place for place, file in enumerate(files)}
        self._requires = transitive({file: set(requires.get(file, ())) & self._places.keys() for file in files})
        self._probe = probe
        self._verdicts: dict[Files, TrialVerdict] = {}
        self.units = self._ordered_units(files)

    def sorted(self, files: Iterable[str]) -> list[str]:
        """``files`` in their original order."""
        return sorted(files, key=self._places.__getitem__)

    def verdict(self, units: Iterable[Files]) -> TrialVerdict:
        """The verdict on ``units`` and what they require."""
        chosen = {file for unit in units for file in unit}
        tried = frozenset(chosen.union(*(self._requires[file] for file in chosen)))
        if tried not in self._verdicts:
            self._verdicts[tried] = self._probe(tried)
        return self._verdicts[tried]

    def narrow(self, good: Sequence[Files], suspects: Sequence[Files]) -> tuple[list[Files], list[Files]]:
        """A good set and the unit that makes it bad; more than one unit where skipped trials leave no choice.

        ``good`` is good, and bad together with ``suspects``.
        """
        good, suspects = list(good), list(suspects)
        while len(suspects) > 1:
            for place in _by_distance_from_middle(len(suspects)):
                verdict = self.verdict([*good, *suspects[:place]])
                if verdict is not TrialVerdict.SKIP:
                    break
            else:
                return good, suspects
            if verdict is TrialVerdict.BAD:
                suspects = suspects[:place]
            else:
                good, suspects = [*good, *suspects[:place]], suspects[place:]
        return good, suspects

    def cause(self, unit: Files, good: Sequence[Files]) -> Cause:
        """``unit``, which makes the set ``good`` bad, and what the problem takes besides it."""
        together = [unit]
        others = [other for other in good if not other <= self._requires_of(unit)]
        while self.verdict(together) is TrialVerdict.GOOD and others:
            _, partners = self.narrow(together, others)
            if len(partners) > 1:
                break
            place = others.index(partners[0])
            together, others = [*together, partners[0]], others[:place]
        return Cause(tuple(file for part in together for file in self.sorted(part)))

    def without(self, units: Sequence[Files], removed: Sequence[Files]) -> tuple[list[Files], list[str]]:
        """``units`` without ``removed`` and what requires one of them; the latter separately."""
        files = frozenset().union(*removed)
        dependents = [unit for unit in units if unit not in removed and files & self._requires_of(unit)]
        remaining = [unit for unit in units if unit not in removed and unit not in dependents]
        return remaining, [file for unit in dependents for file in self.sorted(unit)]

    def _requires_of(self, unit: Files) -> Files:
        return frozenset().union(*(self._requires[file] for file in unit))

    def _ordered_units(self, files: Sequence[str]) -> list[Files]:
        units: dict[Files, None] = {}
        # What requires fewer files cannot require what requires more.
        for file in sorted(files, key=lambda name: len(self._requires[name])):
            circle = {other for other in self._requires[file] if file in self._requires[other]}
            units.setdefault(frozenset({file, *circle}))
        return list(units)


def _by_distance_from_middle(length: int) -> list[int]:
    """The places at which a list of ``length`` entries can be cut, the middle first."""
    return sorted(range(1, length), key=lambda place: abs(2 * place - length))


def transitive(requires: Mapping[str, Collection[str]]) -> dict[str, Files]:
    """All files that each file needs, directly or not; itself only if it is part of a circle."""
    closed: dict[str, Files] = {}
    for file, direct in requires.items():
        reached: set[str] = set()
        waiting = list(direct)
        while waiting:
            other = waiting.pop()
            if other not in reached:
                reached.add(other)
                waiting.extend(requires.get(other, ()))
        closed[file] = frozenset(reached)
    return closed
