"""Standard streams that a command can rely on, whatever the process was started with.

A stream may be closed (`>&-`), full (`>/dev/full`), or of an encoding that lacks characters. Standard output that
cannot be written is an error with an exit code of its own; messages that cannot be written change nothing.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any, ClassVar, TextIO, cast

from mwaa_tf.errors import MwaaTfError, UsageError

#: Back to the beginning of the line, and what is on it is removed (ECMA-48: CR, and EL, erase in line).
_REMOVED = "\r\x1b[K"


class UnwritableOutputError(UsageError):
    """Standard output cannot be written. A failed check has another exit code."""


class UnreadOutputError(MwaaTfError):
    """The reader of standard output has ended, as `head` does: nothing to tell anyone. The code is SIGPIPE's."""

    exit_code = 141


def prepare_streams() -> None:
    """Make the standard streams of this process usable."""
    for descriptor in range(3):
        # Otherwise the next file that is opened would get the number of the closed stream, and what is printed.
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    if sys.stdin is None:
        sys.stdin = _open_nothing("r")
    output = sys.stdout or io.TextIOWrapper(io.BufferedWriter(_ClosedFile()), encoding="utf-8")
    messages = sys.stderr or _open_nothing("w")
    if isinstance(output, io.TextIOWrapper):
        output.reconfigure(errors="backslashreplace")
    sys.stdout = cast("TextIO", _Stream(output, _output_errors))
    sys.stderr = cast("TextIO", _Stream(messages, lambda: contextlib.suppress(OSError)))


def is_live() -> bool:
    """Whether stderr can show bars: a terminal that can move its cursor, and no CI."""
    return sys.stderr.isatty() and not os.environ.get("CI") and os.environ.get("TERM") != "dumb"


def show_until_output(text: str) -> None:
    """Show ``text`` on the terminal at once, and remove it as soon as anything is written.

    Nothing is shown where the terminal cannot remove it, or where the streams are not those of :func:`prepare_streams`.
    """
    if isinstance(sys.stderr, _Stream) and isinstance(sys.stdout, _Stream) and is_live():
        _Stream.is_text_shown = True  # before it is: Ctrl-C may come in between
        sys.stderr.write_status(text)


def _open_nothing(mode: str) -> Any:
    # Without pathlib, which takes `--version` a tenth of its time; for the life of the process.
    return open(os.devnull, mode, encoding="utf-8")  # noqa: PTH123


def end_streams() -> None:
    """Write what is still buffered; an error was told before, where the stream was written to."""
    _remove_text()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(MwaaTfError):
            stream.flush()


class _Stream:
    """A stream whose errors of writing are handled by the context manager that ``handling`` returns."""

    is_text_shown: ClassVar[bool] = False
    """Whether the terminal shows a text that goes as soon as anything is written, see :func:`show_until_output`."""

    def __init__(self, stream: Any, handling: Callable[[], contextlib.AbstractContextManager[Any]]) -> None:
        self._stream = stream
        self._handling = handling

    @property
    def buffer(self) -> _Stream:
        """The stream of bytes below."""
        return _Stream(self._stream.buffer, self._handling)

    def write(self, text: Any) -> int:
        """Write ``text``, and return its length also if the error was suppressed."""
        if _Stream.is_text_shown and text:
            _remove_text()
        with self._handling():
            self._stream.write(text)
        return len(text)

    def write_status(self, text: str) -> None:
        """Write ``text`` at once, and leave what is shown until output."""
        with self._handling():
            self._stream.write(text)
            self._stream.flush()

    def flush(self) -> None:
        """Write what is buffered."""
        with self._handling():
            self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def _remove_text() -> None:
    if _Stream.is_text_shown:
        _Stream.is_text_shown = False
        sys.stderr.write(_REMOVED)
        sys.stderr.flush()


@contextlib.contextmanager
def _output_errors() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError as error:
        raise UnreadOutputError("the reader of standard output has ended") from error
    except OSError as error:
        raise UnwritableOutputError(f"standard output cannot be written: {error.strerror}") from error


class _ClosedFile(io.RawIOBase):
    """Standard output that was closed before the process started."""

    def writable(self) -> bool:
        """Whether it looks like a file for writing."""
        return True

    def write(self, _data: Any) -> int:
        """Fail as the descriptor would."""
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
