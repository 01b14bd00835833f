"""A process that ends the child processes of this one if this one is killed.

Each child leads a session of its own, so that nothing but this process ends it; and SIGKILL leaves no time for that. A
parent-death signal (prctl(2), PR_SET_PDEATHSIG) is known to Linux alone, ends Terraform without its providers, and
belongs to the thread that started it. The guardian reads a socket that closes with this process, on every system. It
also has the other ends of the children's output, so that they can end in good order: without a reader, the next line
that they print would be their last.
"""

from __future__ import annotations

import logging
import os
import socket
import sys
import time
import weakref
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

_log = logging.getLogger(__name__)

_PROGRAM = Path(__file__).with_name("_guardian_program.py")

#: Seconds to wait for the guardian's end, beyond the grace of what it still has to end.
_END = 5.0

_PAUSE = 0.005


class Guardian:
    """Ends the process groups that :meth:`watch` names, after ``grace`` seconds, should this process be killed.

    It ends with :meth:`close`, or with the object. Where it cannot be started, nothing is watched.
    """

    def __init__(self, grace: float) -> None:
        self._connection: socket.socket | None = None
        self._close: Callable[[], object] = lambda: None
        try:
            process, self._connection = _start(grace)
        except OSError as error:
            _log.debug("no guardian of child processes: %s", error)
            return
        self._close = weakref.finalize(self, _end, self._connection, process, grace + _END)

    def watch(self, group: int, outputs: Sequence[int]) -> None:
        """Add the process group ``group``, whose output can be read from the descriptors ``outputs``."""
        self._tell(f"+{group}", outputs)

    def interrupted(self, group: int) -> None:
        """Note that a process group is interrupted, so that this is not done a second time."""
        self._tell(f"!{group}")

    def forget(self, group: int) -> None:
        """Remove a process group that has ended."""
        self._tell(f"-{group}")

    def close(self) -> None:
        """End the guardian, and all groups that it still watches."""
        self._connection = None
        self._close()

    def _tell(self, message: str, descriptors: Sequence[int] = ()) -> None:
        if self._connection is None:
            return
        line = f"{message}\n".encode()
        with suppress(OSError):
            if descriptors:
                socket.send_fds(self._connection, [line], list(descriptors))
            else:
                self._connection.sendall(line)


def _start(grace: float) -> tuple[int, socket.socket]:
    """Start the program. Returns its process id, and the connection to it."""
    theirs, ours = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    # -I: neither the environment nor the current folder decides what it imports; -S: it needs no package.
    command = [sys.executable, "-I", "-S", str(_PROGRAM), str(grace)]
    streams = [
        (os.POSIX_SPAWN_DUP2, theirs.fileno(), 0),
        (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
        (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
    ]
    try:
        return os.posix_spawn(command[0], command, {}, file_actions=streams), ours
    except OSError:
        ours.close()
        raise
    finally:
        theirs.close()


def _end(connection: socket.socket, process: int, seconds: float) -> None:
    connection.close()
    deadline = time.monotonic() + seconds
    with suppress(ChildProcessError):
        while os.waitpid(process, os.WNOHANG) == (0, 0) and time.monotonic() < deadline:
            time.sleep(_PAUSE)
