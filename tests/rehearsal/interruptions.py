"""What may happen to a command in the middle: signals, a terminal that closes, a network and credentials that end."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.calls import Call
from mwaa_tf.signals import ONE_INTERRUPT
from tests.support import REPOSITORY

#: Seconds that a command may take; far more than it does, since other tests may run beside.
_TIMEOUT = 420.0

#: Seconds without any answer.
_SILENCE = 3.0

#: The folder with the copy of the provider.
CACHE = "cache"

#: The commands that mwaa_tf suggests, each on a line of its own.
_SUGGESTED = re.compile(r"^    ((?:mwaa_tf|terraform) .*)$", re.MULTILINE)
_UNTAINT = re.compile(r"run before adopting: (.*)$", re.MULTILINE)


@dataclass
class Run:
    """A command that runs, or has ended."""

    process: subprocess.Popen[bytes]
    output_file: Path
    closing: threading.Event = field(default_factory=threading.Event)
    """Set to close its terminal, if it has one."""

    @property
    def output(self) -> str:
        return self.output_file.read_text("utf-8", "replace")

    def wait(self) -> int:
        """Wait until it and all of its processes have ended; the exit code."""
        self.process.wait(_TIMEOUT)
        return self.process.returncode


@dataclass(frozen=True)
class CommandLine:
    """The command line in the folder of a deployment, whose AWS is ``local``."""

    local: LocalAws
    folder: Path
    environ: dict[str, str] = field(repr=False)

    def start(self, command: list[str], *, on_terminal: bool = False) -> Run:
        """Start ``command`` as a person or a pipeline does: in a process group of its own."""
        output = self.folder / f"output-{len(list(self.folder.glob('output-*'))):03}.txt"
        if not on_terminal:
            with output.open("wb") as file:
                process = subprocess.Popen(
                    command,
                    cwd=self.folder,
                    env=self.environ,
                    stdin=subprocess.DEVNULL,
                    stdout=file,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            return Run(process, output)
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            command,
            cwd=self.folder,
            env={**self.environ, "TERM": "xterm"},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - the only way to get a terminal
        )
        os.close(theirs)
        run = Run(process, output)
        output.touch()
        threading.Thread(target=_copy, args=(ours, run), daemon=True).start()
        return run

    def mwaa_tf(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "mwaa_tf", *arguments]

    def run(self, command: list[str]) -> tuple[int, str]:
        """Run ``command`` to its end; exit code and output."""
        run = self.start(command)
        code = run.wait()
        return code, run.output

    def shell(self, command: str) -> tuple[int, str]:
        """Run what was suggested, as it was printed."""
        return self.run(["sh", "-c", command])


def _copy(terminal: int, run: Run) -> None:
    """Keep what is printed on the other end of ``terminal``, until that or this end is closed."""
    with run.output_file.open("ab") as output, suppress(OSError):
        while not run.closing.is_set():
            if select.select([terminal], [], [], 0.02)[0]:
                output.write(os.read(terminal, 65_536))
                output.flush()
    os.close(terminal)


Strike = Callable[[LocalAws, Run], None]


@dataclass(frozen=True)
class Interruption:
    """What happens at the moment, and what makes it good again once the run has ended."""

    name: str
    strike: Strike
    restore: Callable[[LocalAws], None] = lambda _: None
    at_once: bool = True
    """Whether it happens before the answer to the call is on its way; else beside."""
    on_terminal: bool = False
    exit_codes: tuple[int, ...] = (130,)

    def __str__(self) -> str:
        return self.name


def _to_group(number: signal.Signals) -> Strike:
    return lambda _, run: os.killpg(run.process.pid, number)


def _to_process(number: signal.Signals) -> Strike:
    return lambda _, run: os.kill(run.process.pid, number)


def _ctrl_c_twice(_: LocalAws, run: Run) -> None:
    os.killpg(run.process.pid, signal.SIGINT)
    time.sleep(3 * ONE_INTERRUPT)
    with suppress(ProcessLookupError):
        os.killpg(run.process.pid, signal.SIGINT)


def _cancelled_job(_: LocalAws, run: Run) -> None:
    """As GitHub's runner, only faster: SIGINT, SIGTERM."""
    os.kill(run.process.pid, signal.SIGINT)
    time.sleep(2 * ONE_INTERRUPT)
    with suppress(ProcessLookupError):
        os.kill(run.process.pid, signal.SIGTERM)


def _close_terminal(_: LocalAws, run: Run) -> None:
    run.closing.set()
    time.sleep(0.1)


def _kill_all(_: LocalAws, run: Run) -> None:
    # From the top: who is killed last sees nothing of it.
    for pid in [run.process.pid, *descendants(run.process.pid)]:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _cut_off(local: LocalAws, _: Run) -> None:
    local.pause(finish=False)
    time.sleep(_SILENCE)
    local.resume()


def _expire(local: LocalAws, _: Run) -> None:
    local.faults.plan = replace(local.faults.plan, expire=0)


def _renew(local: LocalAws) -> None:
    local.faults.plan = replace(local.faults.plan, expire=None)


INTERRUPTIONS = (
    Interruption("ctrl-c", _to_group(signal.SIGINT)),
    Interruption("ctrl-c-twice", _ctrl_c_twice, at_once=False),
    Interruption("sigterm", _to_process(signal.SIGTERM)),
    Interruption("cancelled-job", _cancelled_job, at_once=False),
    Interruption("closed-terminal", _close_terminal, on_terminal=True),
    Interruption("sigkill-of-mwaa_tf", _to_process(signal.SIGKILL), exit_codes=(-9,)),
    Interruption("sigkill-of-all", _kill_all, exit_codes=(-9,)),
    Interruption("network-away", _cut_off, at_once=False, exit_codes=(0, 1)),
    Interruption(
        "network-gone",
        lambda local, _: local.pause(finish=False),
        lambda local: local.resume(),
        at_once=False,
        exit_codes=(1,),
    ),
    Interruption("expired-credentials", _expire, _renew, exit_codes=(0, 1)),
)
BY_NAME = {interruption.name: interruption for interruption in INTERRUPTIONS}


def interrupted(
    line: CommandLine, command: list[str], interruption: Interruption, is_moment: Callable[[Call], bool]
) -> Run:
    """Run ``command`` until it has ended, with ``interruption`` at the call for which ``is_moment`` is true."""
    run = line.start(command, on_terminal=interruption.on_terminal)
    struck = threading.Event()
    ended: set[int] = set()
    helpers: list[threading.Thread] = []

    def heard(call: Call) -> None:
        if struck.is_set() or run.process.poll() is not None or not is_moment(call):
            return
        struck.set()
        ended.update(descendants(run.process.pid))
        if interruption.at_once:
            interruption.strike(line.local, run)
        else:
            helpers.append(threading.Thread(target=interruption.strike, args=(line.local, run)))
            helpers[-1].start()

    line.local.record.listen(heard)
    run.wait()
    assert struck.is_set(), f"it ended before the moment:\n{run.output}"
    for helper in helpers:
        helper.join()
    # Terraform ends after a command that was killed, in good order.
    deadline = time.monotonic() + _TIMEOUT
    while any(_runs(pid) for pid in ended):
        assert time.monotonic() < deadline, "something of it still runs"
        time.sleep(0.1)
    interruption.restore(line.local)
    assert run.process.returncode in interruption.exit_codes, run.output
    return run


def suggested(output: str) -> list[str]:
    """The commands that ``output`` suggests before the command itself is called again."""
    return [command for command in _SUGGESTED.findall(output) if not _calls_again(command)]


def _calls_again(command: str) -> bool:
    return command.startswith(("mwaa_tf apply", "mwaa_tf destroy"))


def follow(line: CommandLine, command: str) -> None:
    """Run a command that was suggested, and what it suggests itself."""
    code, output = line.shell(command)
    if untaint := _UNTAINT.findall(output):
        for each in untaint:
            code, said = line.shell(each)
            assert code == 0, said
        for file in line.folder.rglob("adopt.tf"):
            file.unlink()
        code, output = line.shell(command)
    assert code == 0, output


def descendants(pid: int) -> list[int]:
    """All processes that ``pid`` has started, and those that they have, from the top."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError):
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(folder.name))
    found: list[int] = []
    left = [pid]
    while left:
        below = children.get(left.pop(0), [])
        found += below
        left += below
    return found


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def command_line(local: LocalAws, account_id: str, folder: Path) -> CommandLine:
    """The command line with the profiles of ``local``, and commands named as a person types them."""
    programs = folder / "bin"
    programs.mkdir()
    program = programs / "mwaa_tf"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m mwaa_tf "$@"\n')
    program.chmod(0o755)
    environ = local.environment(account_id, os.environ)
    # Each account has a profile.
    environ = {name: value for name, value in environ.items() if "KEY" not in name}
    # `init` may have to reach a registry, which has TLS; the local AWS has none.
    environ |= {name: os.environ.get(name, "") for name in ("HTTPS_PROXY", "https_proxy")}
    environ |= {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(REPOSITORY),
        # A first `init` writes the provider into the cache again, while Terraform of another test may load it.
        "XDG_CACHE_HOME": str(folder / CACHE),
    }
    return CommandLine(local, folder, environ)
