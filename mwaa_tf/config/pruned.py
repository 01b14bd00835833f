"""Data with its broken values taken out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Path = tuple[str | int, ...]

_GONE = object()

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

#: What stands in for a value that is broken, by the end of its path: valid, unlike anything that anybody would write,
#: and chosen so that no rule misses anything. `#` becomes a number, so that names stay unique.
_STAND_INS: Mapping[tuple[str, ...], Any] = {
    ("account_id",): "000000000000",
    ("region",): "zz-unknown-1",
    ("name",): "zz-unknown-#",
    ("terraform",): {"aws_provider": ">= 6.99"},
    ("aws_provider",): ">= 6.99",
    ("principals", "*"): "arn:aws:organizations::000000000000:organization/o-zzunknown#",
    ("network",): {"existing": _VPC},
    ("network", "existing"): _VPC,
    ("*", "existing"): _ENVIRONMENT,
    ("ids", "*"): "sg-00000000",
    ("source_bucket",): {"arn": _BUCKET},
    ("source_bucket", "arn"): _BUCKET,
    ("execution_role",): {"arn": "arn:aws:iam::000000000000:role/zz-unknown"},
    ("execution_role", "arn"): "arn:aws:iam::000000000000:role/zz-unknown",
}

#: By what a message betrays that it speaks of a stand-in.
_MARKS = ("zz-unknown", "zzunknown", "000000000000")


class Partial:
    """A copy of plain data from which values are removed; remembers where everything stood."""

    def __init__(self, data: Any) -> None:
        self._data = _copied(data)
        self._removed: set[Path] = set()
        self._indices: dict[Path, list[int]] = {}

    def remove(self, path: Path) -> bool:
        """Take out the value at ``path``, or what would hold it where there is none. False where nothing is left.

        Some values are replaced: everything around an account id, a name or a region needs one.
        """
        for length in range(len(path), 0, -1):
            place = path[:length]
            parent = self._at(place[:-1])
            try:
                if parent[place[-1]] is _GONE:
                    continue
            except (KeyError, IndexError, TypeError):
                if not isinstance(parent, dict) or _stand_in(place) is None:
                    continue
            stand_in = None if place in self._removed else _stand_in(place)
            parent[place[-1]] = _GONE if stand_in is None else _numbered(stand_in, len(self._removed))
            self._removed.add(place)
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
        return any(mark in message for mark in _MARKS) or any(_beside(path, gone) for gone in self._removed)

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


def _stand_in(path: Path) -> Any:
    fields = tuple(part if isinstance(part, str) else "*" for part in path)
    return _STAND_INS.get(fields[-2:]) or _STAND_INS.get(fields[-1:])


def _numbered(stand_in: Any, number: int) -> Any:
    return stand_in.replace("#", str(number)) if isinstance(stand_in, str) else _copied(stand_in)


def _beside(path: Path, gone: Path) -> bool:
    """Whether ``path`` is in the same object as ``gone``, so that its rule may have looked at it."""
    if path[-1:] == gone[-1:] == ("account_id",):
        return True  # accounts are compared with each other
    if path[:2] == ("owner", "service_endpoints") and gone[:2] in (
        ("owner", "network"),
        ("owner", "service_endpoints"),
    ):
        return True  # whether they are made is said in both places
    if path == ("owner", "service_endpoints", "policies") and gone[:1] == ("participants",):
        return True  # for whom they are made is said there
    if path[2:3] == ("network_tags",) and path[:2] == gone[:2]:
        return True  # an environment's workspace puts them on
    if path[:1] == ("participants",) and path[:2] == gone[:2] and "defaults" in (*path[2:3], *gone[2:3]):
        # What an environment says and its participant's defaults are one.
        if len(gone) == 3:
            return True
        path, gone = _in_environment(path), _in_environment(gone)
    if path[: len(gone)] == gone:
        return True  # what was broken hid a default, and the rule speaks of that
    around = gone[:-1]
    return bool(around) and path[: len(around)] == around and sum(isinstance(p, str) for p in path[len(around) :]) <= 1


def _in_environment(path: Path) -> Path:
    return (*path[:2], *path[3 if path[2] == "defaults" else 4 :])


def _copied(value: Any) -> Any:
    """A deep copy in which nothing is shared: what an alias repeats is removed in one place only."""
    if isinstance(value, dict):
        return {key: _copied(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_copied(part) for part in value]
    return value
