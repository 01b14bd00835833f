"""Whether any version meets several requirements of one package."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from packaging.specifiers import SpecifierSet
from packaging.version import InvalidVersion, Version

#: Just above a version, below every other that people write.
_JUST_ABOVE = ".0.0.0.1"


def is_satisfiable(specifiers: Iterable[SpecifierSet]) -> bool:
    """Whether some version meets all of ``specifiers``, whether or not it was ever released.

    What they allow are intervals, each of which begins at a version that one of them names, just above it, or at 0.
    Where a version is arbitrary text (``===``), the answer is yes.
    """
    together = SpecifierSet()
    for specifier in specifiers:
        together &= specifier
    try:
        return any(together.contains(version, prereleases=True) for version in _candidates(together))
    except InvalidVersion:
        return True


def _candidates(specifier: SpecifierSet) -> Iterator[Version]:
    yield Version("0")
    for part in specifier:
        named = Version(part.version.removesuffix(".*"))
        yield named
        if not named.local and not named.is_prerelease and not named.is_postrelease:
            yield Version(f"{named}{_JUST_ABOVE}")
