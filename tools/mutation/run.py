"""Running the tests on faults, in copies of the checkout."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from tools.mutation.mutant import Mutant
from tools.mutation.selection import Selection
from tools.revisions import copy_working_tree

#: Seconds that a run may take at least, and times the duration of the same tests without a fault.
_LEAST, _TIMES = 60.0, 5.0

#: pytest: all tests passed; there was none.
_PASSED = (0, 5)

_FAILING = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)


class Verdict(StrEnum):
    """What became of a fault."""

    NOTICED = "noticed"
    UNNOTICED = "unnoticed"


class BaselineError(Exception):
    """Tests cannot run, although there is no fault."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """What the same tests do without a fault: seconds, and those that fail then, too, and cannot notice anything."""

    seconds: float
    failing: tuple[str, ...]


@dataclass
class Checkout:
    """A copy of the checkout in ``folder``, in which faults are put one after the other."""

    folder: Path
    _baselines: dict[Selection, Baseline] = field(default_factory=dict)
    _changes: int = 0

    @classmethod
    def create(cls, folder: Path) -> Checkout:
        """Copy the working tree to ``folder`` / checkout."""
        return cls(copy_working_tree(folder / "checkout"))

    def judge(self, mutant: Mutant, selections: Sequence[Selection]) -> Verdict:
        """Run ``selections`` one after the other on ``mutant``, up to the first that notices it."""
        for selection in selections:
            baseline = self._baseline(selection)
            deselected = [f"--deselect={test}" for test in baseline.failing]
            with self._mutated(mutant):
                code = self._run((*selection, *deselected, "-x"), max(_LEAST, _TIMES * baseline.seconds))
            if code not in _PASSED:
                return Verdict.NOTICED
        return Verdict.UNNOTICED

    def _baseline(self, selection: Selection) -> Baseline:
        if selection not in self._baselines:
            started = time.monotonic()
            code = self._run((*selection, "-rfE"), None)
            output = self._log.read_text("utf-8", "replace")
            failing = tuple(_FAILING.findall(output))
            if code not in _PASSED and not all("::" in test for test in failing or [""]):
                raise BaselineError(f"pytest {' '.join(selection)} fails without any fault:\n{output}")
            for test in failing:
                print(f"fails without any fault, and is left out: {test}", file=sys.stderr)
            self._baselines[selection] = Baseline(time.monotonic() - started, failing)
        return self._baselines[selection]

    @contextmanager
    def _mutated(self, mutant: Mutant) -> Iterator[None]:
        path = self.folder / mutant.file
        try:
            self._write(path, mutant.mutated)
            yield
        finally:
            self._write(path, mutant.source)

    def _write(self, path: Path, contents: bytes) -> None:
        """Write ``contents`` with a time of its own: Python compares whole seconds and sizes with its bytecode."""
        path.write_bytes(contents)
        self._changes += 1
        os.utime(path, (self._changes, self._changes))

    @property
    def _log(self) -> Path:
        return self.folder.parent / "pytest.log"

    def _run(self, arguments: Selection, timeout: float | None) -> int | None:
        """Exit code of pytest with ``arguments``; None if it takes longer than ``timeout`` seconds."""
        home = self.folder.parent / "home"
        shutil.rmtree(home, ignore_errors=True)
        _share_providers(home / "cache")
        environ = {
            **os.environ,
            "PYTHONPATH": str(self.folder),
            # No cache of what the code without the fault rendered.
            "XDG_CACHE_HOME": str(home / "cache"),
            "XDG_STATE_HOME": str(home / "state"),
            "TMPDIR": str(home),
        }
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--tb=short", *arguments]
        with (
            self._log.open("wb") as log,
            subprocess.Popen(
                command, cwd=self.folder, env=environ, stdout=log, stderr=log, start_new_session=True
            ) as process,
        ):
            try:
                return process.wait(timeout)
            except subprocess.TimeoutExpired:
                return None
            finally:
                # Also what a broken test has left running.
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)


def _share_providers(cache: Path) -> None:
    """Let the tests of Terraform use the providers that are on this machine."""
    providers = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "mwaa_tf" / "providers"
    (cache / "mwaa_tf").mkdir(parents=True)
    if providers.is_dir():
        (cache / "mwaa_tf" / "providers").symlink_to(providers)
