"""The program of the guardian, run as a file of its own; it imports nothing but the standard library.

Standard input is a socket with lines about process groups: `+` and the number of one that starts, with the descriptors
of its output, `!` of one that is interrupted, and `-` of one that has ended. The input ends when the writer does,
however that happens. Groups that are left then are interrupted, unless they were: at a second interrupt, Terraform
exits before it has saved its state. Those that do not end within the seconds of the first argument are killed.
Until then their output is read: a process whose output has no reader ends by SIGPIPE at its next line, Terraform before
it has saved its state.
"""

import array
import contextlib
import os
import selectors
import signal
import socket
import sys
import time
from collections.abc import Iterator

_PAUSE = 0.05
_BYTES = 65_536

#: Standard output and error output.
_DESCRIPTORS = 2

#: Output of each process group that is watched.
Groups = dict[int, list[int]]


def main() -> None:
    """Wait for the end of the input, then end what is left."""
    # Away from the terminal, whose Ctrl-C is not for it, and from a folder that someone may want to remove.
    os.setsid()
    os.chdir("/")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    groups: Groups = {}
    interrupted: set[int] = set()
    for kind, group, descriptors in _messages(socket.socket(fileno=0)):
        if kind == b"+":
            groups[group] = descriptors
        elif kind == b"!":
            interrupted.add(group)
        else:
            interrupted.discard(group)
            for descriptor in groups.pop(group, []):
                os.close(descriptor)
    for group in groups.keys() - interrupted:
        _signal(group, signal.SIGINT)
    _await(groups, time.monotonic() + float(sys.argv[1]))
    for group in groups:
        _signal(group, signal.SIGKILL)


def _messages(connection: socket.socket) -> Iterator[tuple[bytes, int, list[int]]]:
    """Kind and number of each line of ``connection``; descriptors belong to the last line that they come with."""
    rest = b""
    while True:
        data, descriptors = _receive(connection)
        if not data:
            return
        *lines, rest = (rest + data).split(b"\n")
        for line in lines:
            kind = line[:1]
            yield kind, int(line[1:]), descriptors if line is lines[-1] and kind == b"+" else []


def _receive(connection: socket.socket) -> tuple[bytes, list[int]]:
    descriptors = array.array("i")
    size = socket.CMSG_SPACE(_DESCRIPTORS * descriptors.itemsize)
    data, ancillary, _, _ = connection.recvmsg(_BYTES, size)
    for level, kind, contents in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
            descriptors.frombytes(contents[: len(contents) - len(contents) % descriptors.itemsize])
    return data, list(descriptors)


def _await(groups: Groups, deadline: float) -> None:
    """Read the output of ``groups`` until all have ended; remove those that have.

    The end of the output is that of the process. Where nothing waits for orphans, as in a container whose first process
    is no init, a group that has ended exists forever.
    """
    unread = selectors.DefaultSelector()
    for group, descriptors in groups.items():
        for descriptor in descriptors:
            unread.register(descriptor, selectors.EVENT_READ, group)
    while groups and time.monotonic() < deadline:
        for key, _ in unread.select(_PAUSE):
            if not os.read(key.fd, _BYTES):
                unread.unregister(key.fd)
        if not unread.get_map():
            time.sleep(_PAUSE)
        open_groups = {key.data for key in unread.get_map().values()}
        for group, descriptors in list(groups.items()):
            if descriptors and group not in open_groups:
                # Children that it has left behind.
                _signal(group, signal.SIGKILL)
                del groups[group]
            elif not _signal(group, 0):
                del groups[group]


def _signal(group: int, number: int) -> bool:
    """Send ``number`` to ``group``; return whether it still exists."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)
        return True
    return False


if __name__ == "__main__":
    main()
