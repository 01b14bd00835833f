"""Standard streams of a child process, copied while it runs; without threads, each of which costs more than a copy."""

from __future__ import annotations

import codecs
import contextlib
import io
import selectors
import subprocess
import threading
from collections.abc import Callable
from typing import IO

OnLine = Callable[[str], None]

#: Bytes to read at once: what a pipe of Linux holds.
_CHUNK = 65_536

#: Bytes that a pipe takes at once when it is ready for any (PIPE_BUF, which POSIX lets be as small as this).
_PIPE_BUF = 512


#: Seconds without any output after which it is looked whether the process was killed.
_PAUSE = 1.0


class Pipes:
    """Writes ``stdin`` to ``process`` and reads its output, so that it never blocks on a full pipe.

    ``process`` has unbuffered pipes of bytes. ``on_line`` is called with each line of output. If it raises, the rest
    is still read, and :meth:`close` raises that error.
    """

    def __init__(self, process: subprocess.Popen[bytes], stdin: str | None, on_line: OnLine | None) -> None:
        self._process = process
        self._on_line = on_line
        self._error: Exception | None = None
        self._line = ""
        self._stdout: list[str] = []
        self._stderr: list[str] = []
        self._thread: threading.Thread | None = None
        self._selector = selectors.PollSelector()
        if process.stdout:
            self._register(process.stdout, self._add_output)
        if process.stderr:
            self._register(process.stderr, self._stderr.append)
        if process.stdin and stdin is not None:
            self._unwritten = memoryview(stdin.encode())
            self._selector.register(process.stdin, selectors.EVENT_WRITE, self._write)

    def _register(self, stream: IO[bytes], add: Callable[[str], None]) -> None:
        text = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder("utf-8")("replace"), translate=True)

        def read(stream: IO[bytes]) -> None:
            chunk = stream.read(_CHUNK)
            add(text.decode(chunk, final=not chunk))
            if not chunk:
                self._selector.unregister(stream)

        self._selector.register(stream, selectors.EVENT_READ, read)

    def copy(self) -> None:
        """Copy until the process and its children have closed their output.

        Children do not notice that the process was killed: then it ends when nothing comes any more.
        """
        while self._selector.get_map():
            ready = self._selector.select(_PAUSE)
            if not ready and (self._process.poll() or 0) < 0:
                return
            for key, _ in ready:
                key.data(key.fileobj)

    def copy_in_background(self) -> None:
        """Go on after :meth:`copy` was interrupted."""

        def copy() -> None:
            # ValueError: the streams were closed, because a child keeps them open for longer than anyone waits.
            with contextlib.suppress(ValueError, OSError):
                self.copy()

        self._thread = threading.Thread(target=copy, daemon=True)
        self._thread.start()

    def drain(self, seconds: float) -> None:
        """Wait until everything is read in the background, at most ``seconds``: a child may keep a pipe open."""
        if self._thread:
            self._thread.join(seconds)

    def result(self) -> tuple[str, str]:
        """The output and the error output. Raises what ``on_line`` raised."""
        if self._error:
            raise self._error
        return "".join(self._stdout), "".join(self._stderr)

    def _add_output(self, text: str) -> None:
        self._stdout.append(text)
        if not self._on_line:
            return
        *lines, self._line = (self._line + text).split("\n")
        for line in lines:
            self._tell(f"{line}\n")
        if not text and self._line:
            self._tell(self._line)

    def _tell(self, line: str) -> None:
        if self._on_line and not self._error:
            try:
                self._on_line(line)
            except Exception as error:  # noqa: BLE001 - raised again by result()
                self._error = error

    def _write(self, stream: IO[bytes]) -> None:
        # A process may end without having read it all.
        with contextlib.suppress(BrokenPipeError):
            self._unwritten = self._unwritten[stream.write(self._unwritten[:_PIPE_BUF]) :]
            if self._unwritten:
                return
        self._selector.unregister(stream)
        stream.close()
