"""Running the tests on faults, in copies of the checkout."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from tools.mutation.mutant import Mutant
from tools.mutation.selection import Selection
from tools.revisions import copy_working_tree

#: Seconds after which a run is given up: the fault made something endless.
_LIMIT = 1200.0

#: pytest: all tests passed; there was none.
_PASSED = (0, 5)

#: A test that failed, in pytest's summary, without its parameters, which may hold anything.
_FAILING = re.compile(r"^(?:FAILED|ERROR) ([^\s\[]+)", re.MULTILINE)


class Verdict(StrEnum):
    """What became of a fault."""

    NOTICED = "noticed"
    UNNOTICED = "unnoticed"


class BaselineError(Exception):
    """Tests cannot run, although there is no fault."""


@dataclass
class Checkout:
    """A copy of the checkout in ``folder``, in which faults are put one after the other."""

    folder: Path
    _sound: set[str] = field(default_factory=set)
    """Tests that are known to pass without a fault."""
    _broken: set[str] = field(default_factory=set)
    """Tests that fail without a fault, too: they can notice nothing."""
    _changes: int = 0

    @classmethod
    def create(cls, folder: Path) -> Checkout:
        """Copy the working tree to ``folder`` / checkout."""
        return cls(copy_working_tree(folder / "checkout"))

    def judge(self, mutant: Mutant, selections: Sequence[Selection]) -> Verdict:
        """Run ``selections`` one after the other on ``mutant``, up to the first that notices it."""
        noticed = any(self._notices(selection, mutant) for selection in selections)
        return Verdict.NOTICED if noticed else Verdict.UNNOTICED

    def _notices(self, selection: Selection, mutant: Mutant) -> bool:
        while True:
            with self._mutated(mutant):
                code = self._run((*selection, *(f"--deselect={test}" for test in sorted(self._broken)), "-x", "-rfE"))
            if code in _PASSED:
                return False
            failing = _FAILING.findall(self._log.read_text("utf-8", "replace"))
            if code is None or self._pass(failing or [*selection, "--collect-only"]):
                return True
            # Not the fault: without this test, another one may still notice it.
            self._broken.update(failing)

    def _pass(self, tests: Sequence[str]) -> bool:
        """Whether ``tests`` pass without a fault. Raises :class:`BaselineError` where they cannot even be collected."""
        if self._sound.issuperset(tests):
            return True
        if self._run(tuple(tests)) in _PASSED:
            self._sound.update(tests)
            return True
        if not all("::" in test for test in tests):
            raise BaselineError(f"pytest {' '.join(tests)} fails without any fault:\n{self._log.read_text()}")
        print(f"fails without any fault, and is left out: {', '.join(tests)}", file=sys.stderr)
        return False

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

    def _run(self, arguments: Selection) -> int | None:
        """Exit code of pytest with ``arguments``; None if it takes too long."""
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
                return process.wait(_LIMIT)
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
