"""Data with its broken values taken out."""

from __future__ import annotations

from typing import Any

Path = tuple[str | int, ...]

_GONE = object()

#: What stands in for a required value that is broken: valid, and like nothing that anybody would write.
_STAND_INS = {"account_id": "000000000000", "region": "zz-unknown-1", "name": "zz-unknown-{}"}


class Partial:
    """A copy of plain data from which values are removed; remembers where everything stood."""

    def __init__(self, data: Any) -> None:
        self._data = _copied(data)
        self._removed: set[Path] = set()
        self._indices: dict[Path, list[int]] = {}

    def remove(self, path: Path) -> bool:
        """Take out the value at ``path``, or what would hold it where there is none. False where nothing is left.

        An account id, a name or a region is replaced: everything around it needs one.
        """
        if self._replace(path):
            return True
        for length in range(len(path), 0, -1):
            parent = self._at(path[: length - 1])
            try:
                if parent[path[length - 1]] is _GONE:
                    continue
                parent[path[length - 1]] = _GONE
            except (KeyError, IndexError, TypeError):
                continue
            self._removed.add(path[:length])
            return True
        return False

    def data(self) -> Any:
        """What is left."""
        self._indices = {}
        return self._without_gone(self._data, ())

    def original(self, path: Path) -> Path:
        """Where the value at ``path`` of :meth:`data` stood before anything was removed."""
        old: Path = ()
        for position, part in enumerate(path):
            indices = self._indices.get(path[:position])
            old += (indices[part],) if isinstance(part, int) and indices and part < len(indices) else (part,)
        return old

    def speaks_of_loss(self, path: Path, message: str) -> bool:
        """Whether a rule's finding may be wrong: about an object that lost a value, or about a stand-in."""
        beside = any(
            len(gone) > 1
            and path[: len(gone) - 1] == gone[:-1]
            and sum(isinstance(part, str) for part in path[len(gone) - 1 :]) <= 1
            for gone in self._removed
        )
        return beside or any(value.format("") in message for value in _STAND_INS.values())

    def _replace(self, path: Path) -> bool:
        parent = self._at(path[:-1]) if path else None
        if not isinstance(parent, dict) or path[-1] not in _STAND_INS or path in self._removed:
            return False
        parent[path[-1]] = _STAND_INS[str(path[-1])].format(len(self._removed))
        self._removed.add(path)
        return True

    def _at(self, path: Path) -> Any:
        value = self._data
        for part in path:
            try:
                value = value[part]
            except (KeyError, IndexError, TypeError):
                return None
        return value

    def _without_gone(self, value: Any, path: Path) -> Any:
        if isinstance(value, dict):
            return {key: self._without_gone(part, (*path, key)) for key, part in value.items() if part is not _GONE}
        if isinstance(value, list):
            kept = [index for index, part in enumerate(value) if part is not _GONE]
            self._indices[path] = kept
            return [self._without_gone(value[old], (*path, new)) for new, old in enumerate(kept)]
        return value


def _copied(value: Any) -> Any:
    """A deep copy in which nothing is shared: what an alias repeats is removed in one place only."""
    if isinstance(value, dict):
        return {key: _copied(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_copied(part) for part in value]
    return value
