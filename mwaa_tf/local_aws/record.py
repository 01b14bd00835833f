"""The record of every call that the local AWS answered."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path

from mwaa_tf.local_aws.calls import Call


class Record:
    """A list of :class:`Call` that many threads write and read.

    Iterating goes over the calls there were when it began.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: list[Call] = []
        self._listeners: list[Callable[[Call], None]] = []

    def add(self, call: Call) -> Call:
        """Add ``call`` with the next number, which the one returned has, and tell the listeners."""
        with self._lock:
            call = replace(call, number=len(self._calls) + 1)
            self._calls.append(call)
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener(call)
        return call

    def listen(self, listener: Callable[[Call], None]) -> None:
        """Have ``listener`` told of every further call, by the thread that answered it."""
        with self._lock:
            self._listeners.append(listener)

    def clear(self) -> None:
        """Forget all calls; numbers begin again."""
        with self._lock:
            self._calls.clear()

    def since(self, number: int) -> tuple[Call, ...]:
        """The calls after the one of that ``number``."""
        with self._lock:
            return tuple(self._calls[number:])

    def __iter__(self) -> Iterator[Call]:
        return iter(self.since(0))

    def __len__(self) -> int:
        with self._lock:
            return len(self._calls)

    def json_lines(self) -> str:
        """All calls, one JSON object a line, with the names of :class:`Call`; times as ISO 8601 in UTC."""
        return "".join(
            json.dumps(asdict(call) | {"time": call.time.isoformat(), "seconds": round(call.seconds, 6)}) + "\n"
            for call in self
        )

    def write(self, file: Path) -> None:
        """Write :meth:`json_lines` to ``file``, readable by its owner only: names of resources may be confidential."""
        file.touch(mode=0o600)
        file.write_text(self.json_lines(), encoding="utf-8")
