"""Plain data with its broken values removed, and which rules that may mislead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mwaa_tf.config.rule import ALSO, ANY, PRESENCE, SAME, Path, Rule, Violation

_REMOVED = object()

_BUCKET = "arn:aws:s3:::zz-unknown"
_VPC = {
    "vpc_id": "vpc-00000000",
    "private_subnet_ids": ["subnet-00000000", "subnet-00000001"],
    "public_subnet_ids": ["subnet-00000002", "subnet-00000003"],
}
_ENVIRONMENT = {
    "database_vpc_endpoint_service": "com.amazonaws.vpce.zz-unknown-1.vpce-svc-0",
    "webserver_vpc_endpoint_service": "com.amazonaws.vpce.zz-unknown-1.vpce-svc-1",
    "security_group_id": "sg-00000000",
    "webserver_url": "zz-unknown.example.com",
}

#: What replaces a broken value, by the end of its path: valid, and unlike anything that is written by hand, so that it
#: hardly ever equals another value. `#` becomes a number, so that names stay unique.
_STAND_INS: Mapping[tuple[str, ...], Any] = {
    ("account_id",): "009900000099",
    ("region",): "eu-isoe-west-1",
    ("name",): "zz-unknown-#",
    ("terraform",): {"aws_provider": ">= 6.99"},
    ("aws_provider",): ">= 6.99",
    ("principals", "*"): "arn:aws:organizations::009900000099:organization/o-zzunknown#",
    ("network",): {"existing": _VPC},
    ("network", "existing"): _VPC,
    ("*", "existing"): _ENVIRONMENT,
    ("ids", "*"): "sg-00000000",
    ("source_bucket",): {"arn": _BUCKET},
    ("source_bucket", "arn"): _BUCKET,
    ("execution_role",): {"arn": "arn:aws:iam::009900000099:role/zz-unknown"},
    ("execution_role", "arn"): "arn:aws:iam::009900000099:role/zz-unknown",
}


class PrunedConfig:
    """A copy of plain data from which values are removed; remembers where everything stood."""

    def __init__(self, data: Any) -> None:
        self._data = _copied(data)
        self._removed = _PathTree()
        self._indices: dict[Path, list[int]] = {}

    def remove(self, path: Path) -> bool:
        """Remove the value at ``path``, or what would hold it where there is none. False where nothing is left.

        Some values are replaced: everything around an account id, a name or a region needs one.
        """
        for length in range(len(path), 0, -1):
            place = path[:length]
            parent = self._at(place[:-1])
            try:
                if parent[place[-1]] is _REMOVED:
                    continue
            except (KeyError, IndexError, TypeError):
                if not isinstance(parent, dict) or _stand_in(place) is None:
                    continue
            stand_in = None if place in self._removed else _stand_in(place)
            parent[place[-1]] = _REMOVED if stand_in is None else _numbered(stand_in, self._removed.size)
            self._removed.add(place, is_replaced=stand_in is not None)
            return True
        return False

    def remove_key(self, path: Path) -> bool:
        """Remove the unknown key at ``path``, which may have been meant as any key that its mapping lacks."""
        mapping = self._at(path[:-1])
        if len(path) > 1 and isinstance(mapping, dict):
            self._removed.add_any_key(path[:-1], mapping)
        return self.remove(path)

    def data(self) -> Any:
        """What is left."""
        self._indices = {}
        return self._without_removed(self._data, ())

    def original(self, path: Path) -> Path:
        """Where the value at ``path`` of :meth:`data` stood before anything was removed."""
        old: Path = ()
        for position, part in enumerate(path):
            indices = self._indices.get(path[:position])
            old += (indices[part],) if isinstance(part, int) and indices and part < len(indices) else (part,)
        return old

    def may_have_caused(self, violation: Violation) -> bool:
        """Whether the rule of ``violation`` reads something that was removed."""
        path, *also = (self.original(path) for path in (violation.path, *violation.also))
        if any(self._removed.covers(place) for place in (path, *also)):
            return True
        roots = {word: [self.original(root) for root in paths] for word, paths in violation.subjects.items()}
        return any(self._removed.touches(read) for read in _reads(violation.rule, path, also, roots))

    def _at(self, path: Path) -> Any:
        value = self._data
        for part in path:
            try:
                value = value[part]
            except (KeyError, IndexError, TypeError):
                return None
        return value

    def _without_removed(self, value: Any, path: Path) -> Any:
        if isinstance(value, dict):
            return {
                key: self._without_removed(part, (*path, key)) for key, part in value.items() if part is not _REMOVED
            }
        if isinstance(value, list):
            left = [index for index, part in enumerate(value) if part is not _REMOVED]
            self._indices[path] = left
            return [self._without_removed(value[old], (*path, new)) for new, old in enumerate(left)]
        return value


class _PathTree:
    """A set of paths that patterns are compared with."""

    def __init__(self) -> None:
        self._children: dict[str | int, _PathTree] = {}
        self._is_path = False
        self._is_replaced = False
        self._count = 0
        #: Where any key may be missing but these; None where none is.
        self._any_key_but: frozenset[str] | None = None

    @property
    def size(self) -> int:
        """How many paths were put in."""
        return self._count

    def __contains__(self, path: Path) -> bool:
        node: _PathTree | None = self
        for part in path:
            node = None if node is None else node._children.get(part)
        return node is not None and node._is_path

    def add(self, path: Path, *, is_replaced: bool) -> None:
        """Put in ``path``, whose value is gone or replaced by another."""
        node = self._node(path)
        self._count += not node._is_path
        node._is_path = True
        node._is_replaced = is_replaced

    def add_any_key(self, path: Path, present: Iterable[str]) -> None:
        """Put in any key of the mapping at ``path`` that is not ``present``."""
        self._node(path)._any_key_but = frozenset(present)

    def _node(self, path: Path) -> _PathTree:
        node = self
        for part in path:
            node = node._children.setdefault(part, _PathTree())
        return node

    def _may_lack(self, rest: Path) -> bool:
        """Whether the key that begins ``rest`` of a path may be missing, with a value and nothing deeper behind it."""
        key, *deeper = rest
        return (
            self._any_key_but is not None
            and isinstance(key, str)
            and key != ANY
            and key not in self._any_key_but
            and not any(isinstance(part, str) and part != ANY for part in deeper)
        )

    def covers(self, path: Path) -> bool:
        """Whether ``path``, or anything above it, is one of the paths."""
        node = self
        for position, part in enumerate(path):
            if node._may_lack(path[position:]):
                return True
            if part not in node._children:
                return False
            node = node._children[part]
            if node._is_path:
                return True
        return False

    def touches(self, pattern: Path) -> bool:
        """Whether one of the paths is in what ``pattern`` reads, or holds it.

        A missing element does not matter to a pattern that reads each element by itself, unless it reads whether the
        element exists.
        """
        is_presence = pattern[-1] == PRESENCE
        pattern = pattern[:-1] if is_presence else pattern
        last_any = max((position for position, part in enumerate(pattern) if part == ANY), default=-1)
        return self._touches(pattern, 0, -1 if is_presence else last_any, is_presence=is_presence)

    def _touches(self, pattern: Path, position: int, last_any: int, *, is_presence: bool) -> bool:
        if self._is_path and position - 1 > last_any:
            # A replaced value is still there.
            return not (is_presence and self._is_replaced and position == len(pattern))
        if position == len(pattern):
            return not is_presence and any(child._is_path or child._children for child in self._children.values())
        if self._may_lack(pattern[position:]):
            return True
        part = pattern[position]
        names = self._children.keys() if part == ANY else self._children.keys() & {part}
        return any(
            self._children[name]._touches(pattern, position + 1, last_any, is_presence=is_presence) for name in names
        )


def _reads(rule: Rule, path: Path, also: Iterable[Path], roots: Mapping[str, list[Path]]) -> Iterator[Path]:
    """The reads of ``rule`` as patterns of paths, for a violation at ``path`` that also names other paths."""
    for read in rule.reads:
        for about in also if ALSO in read else (path,):
            if read[0] not in roots:
                yield from filter(None, [_bound(read, about)])
                continue
            inside = next((about[len(root) :] for root in roots[read[0]] if about[: len(root)] == root), ())
            if rest := _bound(read[1:], inside):
                yield from ((*root, *rest) for root in roots[read[0]])


def _bound(read: Path, about: Path) -> Path | None:
    """``read`` with each SAME or ALSO as in ``about``; None where ``about`` is in another place."""
    bound: Path = ()
    for position, part in enumerate(read):
        if part not in (SAME, ALSO):
            bound += (part,)
        elif position >= len(about):
            bound += (ANY,)
        elif all(mine in (ANY, theirs) for mine, theirs in zip(bound, about, strict=False)):
            bound += (about[position],)
        else:
            return None
    return bound


def _stand_in(path: Path) -> Any:
    fields = tuple(part if isinstance(part, str) else "*" for part in path)
    return _STAND_INS.get(fields[-2:]) or _STAND_INS.get(fields[-1:])


def _numbered(stand_in: Any, number: int) -> Any:
    return stand_in.replace("#", str(number)) if isinstance(stand_in, str) else _copied(stand_in)


def _copied(value: Any) -> Any:
    """A deep copy in which nothing is shared: what an alias repeats is removed in one place only."""
    if isinstance(value, dict):
        return {key: _copied(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_copied(part) for part in value]
    return value
