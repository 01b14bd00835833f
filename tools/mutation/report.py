"""The score, by package, and the faults that went unnoticed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from tools.mutation.mutant import Mutant
from tools.mutation.run import Verdict

Judged = tuple[Mutant, Verdict]


def report(judged: Sequence[Judged]) -> Iterator[str]:
    """Lines of text: each unnoticed fault, a row for each package, and a row for each language."""
    for mutant, verdict in judged:
        if verdict is Verdict.UNNOTICED:
            yield f"{mutant.diff()}\n"
    yield from _rows("package", Counter(mutant.package for mutant, _ in judged), _noticed(judged, "package"))
    yield from _rows("language", Counter(mutant.language for mutant, _ in judged), _noticed(judged, "language"))


def _noticed(judged: Sequence[Judged], attribute: str) -> Counter[str]:
    return Counter(getattr(mutant, attribute) for mutant, verdict in judged if verdict is Verdict.NOTICED)


def _rows(title: str, faults: Counter[str], noticed: Counter[str]) -> Iterator[str]:
    yield f"{title:<32} {'faults':>6} {'noticed':>8}"
    for name in sorted(faults):
        yield f"{name:<32} {faults[name]:>6} {noticed[name]:>8} {noticed[name] / faults[name]:>6.0%}"
