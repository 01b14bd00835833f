"""The program of the guardian, run as a file of its own; it imports nothing but the standard library.

Standard input has a line for each process group: its number when it starts, the negative number when it has ended. The
input ends when the writer does, however that happens. Groups that are left then are interrupted and, if they do not end
within the seconds of the first argument, killed.
"""

import contextlib
import os
import signal
import sys
import time

_PAUSE = 0.05


def main() -> None:
    """Wait for the end of the input, then end what is left."""
    # Away from the terminal, whose Ctrl-C is not for it, and from a folder that someone may want to remove.
    os.setsid()
    os.chdir("/")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    groups: set[int] = set()
    for line in sys.stdin:
        group = int(line)
        if group > 0:
            groups.add(group)
        else:
            groups.discard(-group)
    _signal(groups, signal.SIGINT)
    deadline = time.monotonic() + float(sys.argv[1])
    while time.monotonic() < deadline and _signal(groups, 0):
        time.sleep(_PAUSE)
    _signal(groups, signal.SIGKILL)


def _signal(groups: set[int], number: int) -> bool:
    """Send ``number`` to each of ``groups``; return whether one still exists."""
    exists = False
    for group in groups:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, number)
            exists = True
    return exists


if __name__ == "__main__":
    main()
