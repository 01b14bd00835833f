"""The record of all calls to the local AWS."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path

from mwaa_tf.files import write_atomically
from mwaa_tf.local_aws.calls import Call


class Record:
    """A list of :class:`Call` that many threads may write and read.

    An iteration covers the calls that were recorded when it began.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: list[Call] = []
        self._listeners: list[Callable[[Call], None]] = []

    def add(self, call: Call) -> Call:
        """Add ``call``, notify the listeners, and return it with its number."""
        with self._lock:
            call = replace(call, number=len(self._calls) + 1)
            self._calls.append(call)
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener(call)
        return call

    def listen(self, listener: Callable[[Call], None]) -> None:
        """Call ``listener`` with every further call, in the thread that responded to it."""
        with self._lock:
            self._listeners.append(listener)

    def clear(self) -> None:
        """Delete all calls; numbers start at 1 again."""
        with self._lock:
            self._calls.clear()

    def since(self, number: int) -> tuple[Call, ...]:
        """The calls after the one with that ``number``."""
        with self._lock:
            return tuple(self._calls[number:])

    def __iter__(self) -> Iterator[Call]:
        return iter(self.since(0))

    def __len__(self) -> int:
        with self._lock:
            return len(self._calls)

    def json_lines(self) -> str:
        """All calls, one JSON object per line, with the fields of :class:`Call`; times as ISO 8601 in UTC."""
        return "".join(
            json.dumps(asdict(call) | {"time": call.time.isoformat(), "seconds": round(call.seconds, 6)}) + "\n"
            for call in self
        )

    def write(self, file: Path) -> None:
        """Write :meth:`json_lines` to ``file``, readable only by its owner: names of resources may be confidential.

        Raises :class:`~mwaa_tf.files.UnwritableFileError`.
        """
        write_atomically(file, self.json_lines(), mode=0o600)
