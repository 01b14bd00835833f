"""Standard streams of a child process, copied by threads while it runs."""

from __future__ import annotations

import contextlib
import subprocess
import threading
from collections.abc import Callable
from typing import IO

OnLine = Callable[[str], None]


class Pipes:
    """Writes ``stdin`` to ``process`` and reads its output, so that it never blocks on a full pipe.

    ``on_line`` is called with each line of output, on another thread. If it raises, the rest is still read, and
    :meth:`close` raises that error.
    """

    def __init__(self, process: subprocess.Popen[str], stdin: str | None, on_line: OnLine | None) -> None:
        self._on_line = on_line
        self._error: Exception | None = None
        self._stdout: list[str] = []
        self._stderr: list[str] = []
        self._threads = [
            threading.Thread(target=self._read, args=(process.stdout,), daemon=True),
            threading.Thread(target=self._collect, args=(process.stderr,), daemon=True),
        ]
        if stdin is not None:
            self._threads.append(threading.Thread(target=self._write, args=(process.stdin, stdin), daemon=True))
        for thread in self._threads:
            thread.start()

    def close(self) -> tuple[str, str]:
        """Wait until the process and its children have closed their output; return it and the error output."""
        self.drain()
        if self._error:
            raise self._error
        return "".join(self._stdout), "".join(self._stderr)

    def drain(self, seconds: float | None = None) -> None:
        """Wait until everything is read, at most ``seconds`` per pipe: a child may keep it open."""
        for thread in self._threads:
            thread.join(seconds)

    def _read(self, stream: IO[str]) -> None:
        for line in stream:
            self._stdout.append(line)
            if self._on_line and not self._error:
                try:
                    self._on_line(line)
                except Exception as error:  # noqa: BLE001 - raised again by close()
                    self._error = error

    def _collect(self, stream: IO[str]) -> None:
        self._stderr.extend(stream)

    @staticmethod
    def _write(stream: IO[str], text: str) -> None:
        # A process may end without having read it all.
        with contextlib.suppress(BrokenPipeError), stream:
            stream.write(text)
