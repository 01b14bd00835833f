"""Validation of many workspaces by one process of Terraform, as modules of a test.

Most of the CPU time of a validation goes into the provider's start and its schema. `terraform validate` also validates
the modules that runs of test files name, "as if the module was the root" (`buildTestModules` in Terraform's
internal/configs/config_build.go, `validateTestFiles` in its internal/command/validate.go; OpenTofu has the same in
both files), and creates one context for each, which share the schema. So the workspaces become the modules of a test
that never runs. The last of its modules is wrong: its error shows that all before it were validated.

A workspace is only found valid here. One with an error, or whose validation by itself might say anything else, is left
to be validated by itself.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path

from mwaa_tf.terraform.diagnostics import Diagnostic
from mwaa_tf.terraform.errors import TerraformError
from mwaa_tf.terraform.module_files import TOFU, installed_modules
from mwaa_tf.terraform.provider import LOCK_FILE
from mwaa_tf.terraform.requirements import NotUnderstood, Requirement, backends, requirements
from mwaa_tf.terraform.runner import Terraform

_log = logging.getLogger(__name__)

#: Workspaces that one process validates: as many as keep each processor busy where there are hundreds.
MOST = 50

#: Fewer are validated one by one.
_FEWEST = 2

#: Names that nothing else has: a path that begins where Terraform runs leads to none of them.
_MAIN, _TEST = "mwaa_tf_together.tf", "tests/mwaa_tf_together.tftest.hcl"
_CANARY, _WRONG = "mwaa_tf_wrong", 'output "wrong" {\n  value = local.absent\n}\n'

#: What Terraform validates of a root module alone: tests of its own, values of variables, plugins beside it.
_OWN = (".tftest.hcl", ".tftest.json", ".tofutest.hcl", ".tofutest.json", ".tfvars", ".tfvars.json", *TOFU)
_OWN_FOLDERS = ("tests", "terraform.d")


@dataclass(frozen=True, slots=True)
class Kind:
    """What has to be the same for workspaces that are validated together."""

    lock: bytes | None
    """The lock file: it decides about the providers."""
    backend: str
    """The type of the backend: newer versions of Terraform validate that of the root module. Empty for none."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Workspaces that can be validated together."""

    kind: Kind
    copies: tuple[Path, ...]


def batches(copies: Sequence[Path]) -> Iterator[Batch]:
    """Those of ``copies``, folders of workspaces, that can be validated together, at most :data:`MOST` at a time."""
    kinds: dict[Kind, list[Path]] = {}
    for copy in copies:
        try:
            kinds.setdefault(_kind(copy), []).append(copy)
        except (NotUnderstood, OSError) as error:
            _log.debug("validated by itself: %s", error)
    for kind, alike in kinds.items():
        if len(alike) >= _FEWEST:
            yield from (Batch(kind, tuple(alike[start : start + MOST])) for start in range(0, len(alike), MOST))


def valid_together(
    terraform: Terraform, batch: Batch, scratch: Path, is_stopped: Callable[[], bool]
) -> frozenset[Path]:
    """Those of ``batch`` that are valid for certain; nothing is known about the others.

    ``scratch`` is a new folder, beside which nothing is read. Raises :class:`OSError` where it cannot be written.
    """
    valid: set[Path] = set()
    groups = [batch.copies]
    for attempt in count():
        if not groups or is_stopped():
            break
        if len(group := groups.pop()) >= _FEWEST:
            verdict = _Root(scratch / str(attempt), batch.kind, group).judge(terraform)
            valid |= verdict.valid
            groups += verdict.again
    return frozenset(valid)


def _kind(copy: Path) -> Kind:
    names = {path.name for path in copy.iterdir()}
    if any(name.endswith(_OWN) or name in _OWN_FOLDERS for name in names):
        raise NotUnderstood(f"{copy}: has files that only count in a root module")
    types = backends(copy)
    if len(types) > 1 or any(mark in str(copy) for mark in ("${", "%{", "\n")):
        raise NotUnderstood(f"{copy}: has several backends, or a path that is a template in HCL")
    lock = copy / LOCK_FILE
    return Kind(lock.read_bytes() if LOCK_FILE in names else None, types[0] if types else "")


@dataclass(frozen=True, slots=True)
class _Verdict:
    valid: frozenset[Path] = frozenset()
    again: tuple[tuple[Path, ...], ...] = ()
    """Groups to validate once more, each smaller than the one before."""


@dataclass(frozen=True, slots=True)
class _Root:
    """A root module whose only test has a module for each workspace."""

    folder: Path
    kind: Kind
    copies: tuple[Path, ...]

    def judge(self, terraform: Terraform) -> _Verdict:
        """Which workspaces are valid; what is in no group of the verdict either has to be validated by itself."""
        self._write()
        try:
            terraform.init(self.folder, backend=False)
            alike = self._alike()
            if len(alike) != 1 or len(alike[0]) < len(self.copies):
                return _Verdict(again=alike)
            found = terraform.validate(self.folder, at_once=True)
        except TerraformError as error:
            return self._without(self._blamed(error.diagnostics))
        errors = [diagnostic for diagnostic in found if diagnostic.severity == "error"]
        rest = [error for error in errors if error.file != f"{_CANARY}/main.tf"]
        blamed = self._blamed(rest)
        if len(rest) == len(errors):
            return self._without(blamed)
        return _Verdict(frozenset(self.copies).difference(blamed)) if blamed or not rest else _Verdict()

    def _without(self, blamed: frozenset[Path]) -> _Verdict:
        return _Verdict(again=(tuple(copy for copy in self.copies if copy not in blamed),)) if blamed else _Verdict()

    def _write(self) -> None:
        backend = f'  backend "{self.kind.backend}" {{}}\n' if self.kind.backend else ""
        files = {_MAIN: f"terraform {{\n{backend}}}\n", f"{_CANARY}/main.tf": _WRONG}
        runs = [_run(name, os.path.relpath(copy, self.folder)) for name, copy in _named(self.copies)]
        files[_TEST] = "\n".join([*runs, _run(_CANARY, f"./{_CANARY}")])
        for name, text in files.items():
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_text(text, "utf-8")
        if self.kind.lock is not None:
            (self.folder / LOCK_FILE).write_bytes(self.kind.lock)

    def _alike(self) -> tuple[tuple[Path, ...], ...]:
        """Groups that require the same providers: a workspace may get another version by itself than with others.

        Without those of which it is not certain what they require.
        """
        required_in = cache(requirements)  # the modules are the same for most
        groups: dict[frozenset[Requirement], list[Path]] = {}
        for copy, folders in self._folders().items():
            try:
                required = frozenset(each for folder in folders for each in required_in(folder))
            except NotUnderstood as error:
                _log.debug("validated by itself: %s", error)
                continue
            if folders:
                groups.setdefault(required, []).append(copy)
        return tuple(map(tuple, groups.values()))

    def _folders(self) -> dict[Path, frozenset[Path]]:
        """The folders of the modules of each workspace, its own among them; none where Terraform installed none."""
        try:
            places = [(f"{key}.", self._path(folder)) for key, folder in installed_modules(self.folder)]
        except (OSError, ValueError) as error:
            _log.debug("the modules of a test: %s", error)
            places = []
        prefix = f"test.{_TEST.removesuffix('.tftest.hcl').replace('/', '.')}"
        return {
            copy: frozenset(place for key, place in places if key.startswith(f"{prefix}.{name}."))
            for name, copy in _named(self.copies)
        }

    def _blamed(self, diagnostics: Sequence[Diagnostic]) -> frozenset[Path]:
        """The workspaces with a module in whose folder one of ``diagnostics`` is; none if one is in no such folder."""
        folders = self._folders()
        blamed: set[Path] = set()
        for diagnostic in diagnostics:
            path = self._path(diagnostic.file or "")
            owners = [copy for copy in self.copies if any(path.is_relative_to(each) for each in {copy, *folders[copy]})]
            if not owners:
                return frozenset()
            blamed.update(owners)
        return frozenset(blamed)

    def _path(self, name: str | Path) -> Path:
        return Path(os.path.normpath(self.folder / name))


def _named(copies: Sequence[Path]) -> list[tuple[str, Path]]:
    return [(f"w{number}", copy) for number, copy in enumerate(copies)]


def _run(name: str, source: str) -> str:
    return f'run "{name}" {{\n  module {{\n    source = {json.dumps(source, ensure_ascii=False)}\n  }}\n}}\n'
