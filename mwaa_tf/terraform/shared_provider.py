"""One process of the AWS provider for all commands that need its schema and no AWS.

To start the provider is most of the CPU time of `validate` and `show -json`. With the variable TF_REATTACH_PROVIDERS
Terraform uses a provider that already runs ("Debugging providers" in Terraform's documentation, a feature for the
development of providers): a validation takes a third of the CPU time, and a module's tests a sixth. The process is
never configured, has no credentials, and is used for no plan and no apply.
"""

from __future__ import annotations

import logging
import os
import re
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from mwaa_tf.terraform.process import Processes, Result
from mwaa_tf.terraform.provider import PROVIDER, locked_version

_log = logging.getLogger(__name__)

VARIABLE = "TF_REATTACH_PROVIDERS"

#: Seconds that the provider gets to start, and to end.
_START, _GRACE = 30.0, 2.0

#: Seconds after which a command with a shared provider is taken to hang; without it, it has all the time it needs.
_LONGEST = 600.0

_ADDRESS = re.compile(rf"\s*{VARIABLE}='(?P<address>.*)'\s*")

#: Variables of the user with which he wants to see what Terraform and its providers do, or has a provider of his own.
_UNSHARED = ("TF_LOG", "TF_LOG_CORE", "TF_LOG_PROVIDER", VARIABLE)

#: What the provider needs to run: it is never configured.
_PASSED = ("GOGC", "HOME", "LANG", "LC_ALL", "PATH", "TMPDIR")


class SharedProvider:
    """The provider that runs for the commands of one :class:`Terraform`; safe to use from several threads.

    A provider is only run from one of ``trusted``, the cache and the mirror: what lies in a user's folder is never
    executed here. The first command starts it by itself, as always; the second one begins to share.
    """

    def __init__(self, variables: Mapping[str, str], trusted: tuple[Path, ...], scratch: Path) -> None:
        self._variables = {name: variables[name] for name in _PASSED if name in variables}
        # Its socket, which other users of the machine must not reach.
        self._variables["PLUGIN_UNIX_SOCKET_DIR"] = str(scratch)
        self._scratch = scratch
        self._trusted = tuple(Path(os.path.realpath(folder)) for folder in trusted)
        self._unusable = any(name in variables for name in _UNSHARED)
        self._lock = threading.Lock()
        self._asked: set[Path] = set()
        self._running: dict[Path, _RunningProvider] = {}

    def run(self, run: Callable[[Mapping[str, str]], Result], workdir: Path, data_dir: Path | None = None) -> Result:
        """Call ``run`` with the variables that make Terraform share the provider of ``workdir``, or with none.

        If it fails in a way that may be due to sharing, it is called once more without.
        """
        binary = None if self._unusable else self._binary(workdir, data_dir or workdir / ".terraform")
        provider = self._provider(binary) if binary else None
        if not provider:
            return run({})
        result = provider.watch(run)
        if result.returncode == 0 or not provider.may_have_failed(result):
            return result
        _log.debug("%s: again, with a provider of its own", workdir)
        with self._lock:
            self._unusable = True
        return run({})

    def close(self) -> None:
        """End the provider."""
        with self._lock:
            self._unusable = True
            running = list(self._running.values())
        for provider in running:
            provider.close()

    def _binary(self, workdir: Path, data_dir: Path) -> Path | None:
        """The program of the provider that Terraform would start in ``workdir``; None if it is not one to share."""
        version = locked_version(workdir)
        folder = data_dir / "providers" / PROVIDER / (version or "")
        programs = [path for path in folder.glob("*/terraform-provider-aws_v*") if version]
        if len(programs) != 1:
            return None
        binary = Path(os.path.realpath(programs[0]))
        return binary if any(binary.is_relative_to(trusted) for trusted in self._trusted) else None

    def _provider(self, binary: Path) -> _RunningProvider | None:
        with self._lock:
            if binary not in self._asked:
                self._asked.add(binary)
                return None
            if binary not in self._running and not self._unusable:
                self._running[binary] = _RunningProvider(binary, self._variables, self._scratch)
            provider = self._running.get(binary)
        return provider if provider and provider.has_started() else None


class _RunningProvider:
    """A process of the provider."""

    def __init__(self, binary: Path, variables: Mapping[str, str], scratch: Path) -> None:
        self._processes = Processes(_GRACE)
        self._address = ""
        self._started = threading.Event()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(binary, variables, scratch), daemon=True)
        self._thread.start()

    def has_started(self) -> bool:
        """Whether it accepts connections; waits until it does."""
        self._started.wait(_START)
        return bool(self._address) and not self._ended.is_set()

    def watch(self, run: Callable[[Mapping[str, str]], Result]) -> Result:
        """Call ``run`` with the address; a provider that hangs is ended, so that the command ends."""
        timer = threading.Timer(_LONGEST, self._processes.stop)
        timer.daemon = True
        timer.start()
        try:
            return run({VARIABLE: self._address})
        finally:
            timer.cancel()

    def may_have_failed(self, result: Result) -> bool:
        """Whether a command may have failed because the provider is gone, or is not one that it can use."""
        return self._ended.wait(0.1) or "plugin" in (result.stdout + result.stderr).lower()

    def close(self) -> None:
        self._processes.close()
        self._thread.join()

    def _run(self, binary: Path, variables: Mapping[str, str], scratch: Path) -> None:
        try:
            self._processes.run([str(binary), "-debug"], cwd=scratch, env=variables, on_line=self._read)
        except Exception:  # noqa: BLE001 - whatever it is, the commands start providers of their own
            _log.debug("the provider to share ended", exc_info=True)
        finally:
            self._ended.set()
            self._started.set()

    def _read(self, line: str) -> None:
        if match := _ADDRESS.fullmatch(line):
            self._address = match["address"]
            self._started.set()
