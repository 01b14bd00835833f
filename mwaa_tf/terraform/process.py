"""Child processes that never outlive the command that started them."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from mwaa_tf.diagnostics.masking import MaskedCommand
from mwaa_tf.signals import held_back
from mwaa_tf.terraform.guardian import Guardian
from mwaa_tf.terraform.pipes import OnLine, Pipes

_log = logging.getLogger(__name__)

#: Seconds that Terraform gets to end by itself after an interrupt.
GRACE = 10.0


@dataclass(frozen=True, slots=True)
class Result:
    """Result of a process; ``returncode`` is negative if a signal ended it."""

    returncode: int
    stdout: str
    stderr: str
    seconds: float = field(default=0.0, compare=False)


class Processes:
    """The running processes, so that all can be ended together; they end with this process even if it is killed."""

    def __init__(self, grace: float = GRACE) -> None:
        self._grace = grace
        self._guardian: Guardian | None = None
        self._running: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()
        self._closed = False
        self._busy_seconds = 0.0
        self._busy_since = 0.0

    @property
    def busy_seconds(self) -> float:
        """Seconds of the clock during which at least one process ran, however many ran at the same time."""
        with self._lock:
            current = time.monotonic() - self._busy_since if self._running else 0.0
            return self._busy_seconds + current

    def run(
        self,
        command: Sequence[str],
        *,
        cwd: Path,
        env: Mapping[str, str],
        stdin: str | None = None,
        on_line: OnLine | None = None,
    ) -> Result:
        """Run ``command`` to its end; on Ctrl-C or another exception, end the process first.

        ``on_line`` is called with each line of output.
        """
        started = time.monotonic()
        # Ctrl-C comes before the process starts, or where it ends the process: never while that has no name.
        with held_back() as release:
            process = self._start(command, cwd, env, stdin, started)
            try:
                pipes = self._copy(process, stdin, on_line, release)
                with process:
                    stdout, stderr = pipes.result()
                return Result(process.returncode, stdout, stderr, time.monotonic() - started)
            finally:
                seconds = time.monotonic() - started
                _log.debug("process %d ended with exit code %s after %.1f s", process.pid, process.returncode, seconds)
                with self._lock:
                    self._running.discard(process)
                    if not self._running:
                        self._busy_seconds += time.monotonic() - self._busy_since
                    if self._guardian:
                        self._guardian.forget(process.pid)

    def _start(
        self, command: Sequence[str], cwd: Path, env: Mapping[str, str], stdin: str | None, started: float
    ) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._closed:
                raise RuntimeError("closed: no process can be started any more")
            self._guardian = self._guardian or Guardian(self._grace)
            # A session of its own: Ctrl-C in the terminal reaches only us, and we pass it on once.
            process = subprocess.Popen(
                command,
                cwd=cwd,
                env=env,
                stdin=subprocess.DEVNULL if stdin is None else subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                start_new_session=True,
            )
            if not self._running:
                self._busy_since = started
            self._running.add(process)
            self._guardian.watch(process.pid, _outputs(process))
        _log.debug("process %d started in %s: %s", process.pid, cwd, MaskedCommand(command))
        return process

    def _copy(
        self, process: subprocess.Popen[bytes], stdin: str | None, on_line: OnLine | None, release: Callable[[], None]
    ) -> Pipes:
        """Follow ``process`` to its end, and end it if that fails. ``release`` lets Ctrl-C come."""
        pipes: Pipes | None = None
        try:
            release()
            pipes = Pipes(process, stdin, on_line)
            pipes.copy()
            process.wait()
            if process.returncode < 0:
                # Killed by someone else, such as the kernel when memory is short: its children do not notice.
                _kill_group(process.pid)
                pipes.copy()
        except BaseException:
            try:
                if pipes:
                    pipes.copy_in_background()
            finally:
                self._end(process)
            if pipes:
                pipes.drain(1.0)
            with process:  # which waits for it, and closes its pipes
                raise
        return pipes

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        self._interrupt(process)
        # A second Ctrl-C means now.
        with suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
            process.wait(self._grace)
        _signal(process, signal.SIGKILL)

    def _interrupt(self, process: subprocess.Popen[bytes]) -> None:
        """Ask Terraform to end: by Ctrl-C's signal to it and its providers, which ignore it, as on a terminal.

        Where that signal was ignored when this process started, Terraform ignores it too. SIGTERM, which Terraform
        takes for the same, would end the providers in the middle of what they do; it is for Terraform alone.
        """
        if self._guardian:
            # First: better no interrupt than two, if this process is killed now.
            self._guardian.interrupted(process.pid)
        if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
            _signal(process, signal.SIGINT)
        elif process.poll() is None:
            process.send_signal(signal.SIGTERM)

    def close(self) -> None:
        """Refuse new processes and end the running ones: a thread may be between two commands."""
        with self._lock:
            self._closed = True
        self.stop()
        if self._guardian:
            self._guardian.close()

    def stop(self) -> None:
        """End all processes: interrupt, so that Terraform can release its locks, and kill after the grace."""
        with self._lock:
            running = list(self._running)
        if running:
            _log.debug("interrupting %s", ", ".join(f"process {process.pid}" for process in running))
        for process in running:
            self._interrupt(process)
        deadline = time.monotonic() + self._grace
        for process in running:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                pass
            except KeyboardInterrupt:
                # A second Ctrl-C means now, for all of them.
                deadline = 0.0
            _signal(process, signal.SIGKILL)


def _outputs(process: subprocess.Popen[bytes]) -> list[int]:
    return [stream.fileno() for stream in (process.stdout, process.stderr) if stream]


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    if process.poll() is None:
        # The group: providers are children of Terraform.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)


def _kill_group(group: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)
