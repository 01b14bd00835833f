"""Where CloudTrail's events come from: the record of the running local AWS."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mwaa_tf.local_aws.calls import Call

_records: list[Iterable[Call]] = []


def read_from(record: Iterable[Call]) -> None:
    """Have events of the calls in ``record``, also of those that are still to come."""
    _records.append(record)


def calls() -> Iterator[Call]:
    """All calls so far."""
    for record in _records:
        yield from record


def reset() -> None:
    """Have no events."""
    _records.clear()
