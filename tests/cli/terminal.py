"""A command in a terminal of its own: what it writes, in the order in which it does, and Ctrl-C."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_REMOVED = re.compile(r"[^\n]*\r\x1b\[K")
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@dataclass(frozen=True)
class Session:
    """What a command did in its terminal."""

    exit_code: int
    first: str
    """What it wrote first."""
    raw: str
    """All that it wrote."""

    @property
    def lines(self) -> list[str]:
        """What the terminal shows at the end, without what was removed from a line."""
        return [line.rstrip() for line in shown(self.raw).splitlines() if line.strip()]


def shown(written: str) -> str:
    """The text that a terminal shows after all of ``written``: without escapes, and what was removed from a line."""
    return _ESCAPES.sub("", _REMOVED.sub("", written.replace("\r\n", "\n")))


def run_in_terminal(
    *arguments: str,
    cwd: Path,
    columns: int = 80,
    interrupt: Callable[[str], bool] = lambda _: False,
    answer: str = "",
    timeout: float = 120,
) -> Session:
    """Run mwaa_tf in a terminal of ``columns``; press Ctrl-C once ``interrupt`` is true of what it wrote."""
    controller, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name not in ("CI", "COLUMNS", "LINES")}
    process = subprocess.Popen(
        [sys.executable, "-m", "mwaa_tf", *arguments],
        cwd=cwd,
        env={**environment, "TERM": "xterm-256color"},
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        # Its own session, whose terminal this is: Ctrl-C is the terminal's. A shell in the background has the tests
        # ignore it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler) and None,  # noqa: PLW1509
        start_new_session=True,
    )
    os.close(terminal)
    pieces: list[str] = []
    pressed = False
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        try:
            piece = os.read(controller, 65536).decode("utf-8", "replace")
        except OSError:  # the command has ended
            break
        if not piece:
            break
        pieces.append(piece)
        if answer:
            os.write(controller, answer.encode())
            answer = ""
        if not pressed and interrupt("".join(pieces)):
            pressed = True
            os.killpg(process.pid, signal.SIGINT)
    exit_code = process.wait(max(1.0, deadline - time.monotonic()))
    os.close(controller)
    return Session(exit_code, pieces[0] if pieces else "", "".join(pieces))
