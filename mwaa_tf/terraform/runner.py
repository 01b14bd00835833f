"""The commands of Terraform, or of OpenTofu, which has the same, as methods."""

from __future__ import annotations

import ast
import json
import logging
import os
import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from mwaa_tf.diagnostics.facts import remember
from mwaa_tf.mwaa import terraform_versions
from mwaa_tf.temporary import TemporaryFolder
from mwaa_tf.terraform import binary, provider
from mwaa_tf.terraform.diagnostics import Diagnostic, diagnostic, errors_of, printed_errors
from mwaa_tf.terraform.environment import prepare
from mwaa_tf.terraform.errors import TerraformError
from mwaa_tf.terraform.pipes import OnLine
from mwaa_tf.terraform.process import GRACE, Processes, Result
from mwaa_tf.terraform.product import TERRAFORM, Product
from mwaa_tf.terraform.provider import LOCK_FILE, locked_version
from mwaa_tf.terraform.provider_pool import ProviderPool
from mwaa_tf.terraform.provider_process import Run
from mwaa_tf.terraform.results import Formatting, TestRun, as_given, runs_of
from mwaa_tf.terraform.shared_provider import SharedProvider

_log = logging.getLogger(__name__)

#: The constraint in the modules' versions.tf; a deployment may narrow it.
AWS_PROVIDER = terraform_versions.AWS_PROVIDER

_MAY_BREAK = "TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE"


class Terraform:
    """Terraform or OpenTofu on this machine, for a ``with`` block, which removes temporary files at its end.

    The methods may be called from several threads. They raise :class:`TerraformError` where Terraform fails.
    ``environ`` is the user's environment and ``aws_provider`` the version constraint for a provider found on disk;
    ``roots`` are the folders searched for one, by default the conventional ones; ``grace`` is in seconds, see
    :meth:`stop`. ``local_aws`` is for callers that have a local AWS: processes of the provider run from one command on
    it to the next (:mod:`mwaa_tf.terraform.provider_pool`). ``first`` is the one to take where both are installed.

    Raises :class:`TerraformMissing` if no usable Terraform is installed.
    """

    def __init__(
        self,
        environ: Mapping[str, str] | None = None,
        *,
        aws_provider: str = AWS_PROVIDER,
        roots: list[Path] | None = None,
        grace: float = GRACE,
        local_aws: bool = False,
        first: Product = TERRAFORM,
    ) -> None:
        environ = os.environ if environ is None else environ
        self.binary = binary.find(environ, first)
        self._processes = Processes(grace)
        self._warm = False
        self._seconds = 0.0
        self._counting = threading.Lock()
        self._scratch = TemporaryFolder()
        try:
            self._environment = prepare(
                environ,
                self._scratch.path,
                platform=self.binary.platform,
                aws_provider=aws_provider,
                roots=roots,
                product=self.product,
            )
        except BaseException:
            self._scratch.delete()
            raise
        self._is_local = local_aws
        variables, trusted = self._environment.variables, self._environment.trusted
        self._shared = SharedProvider(variables, trusted, self._scratch.path, self.product)
        self._pool = ProviderPool(variables, trusted, self._scratch.path, self.product, local_aws=local_aws)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End running processes and remove the generated CLI configuration; nothing can be run afterwards."""
        self._processes.close()
        self._shared.close()
        self._pool.close()
        self._scratch.delete()

    def stop(self) -> None:
        """End running processes: interrupt, then kill after the grace. Their callers get a TerraformError."""
        self._pool.stop()
        self._processes.stop()

    @property
    def product(self) -> Product:
        """Which of the two it is."""
        return self.binary.product

    @property
    def mirror(self) -> Path | None:
        """The filesystem mirror of the AWS provider; None if Terraform finds the provider by itself."""
        return self._environment.mirror

    @property
    def environment(self) -> Mapping[str, str]:
        """The variables that Terraform runs with."""
        return self._environment.variables

    @property
    def seconds(self) -> float:
        """Total duration of all processes so far, in seconds, as if run one after another."""
        return self._seconds

    @property
    def busy_seconds(self) -> float:
        """Seconds of the clock during which at least one process ran."""
        return self._processes.busy_seconds

    def fmt_check(self, paths: Sequence[Path]) -> Formatting:
        """Which files in ``paths``, folders with all below them, ``terraform fmt`` would change or cannot parse."""
        if not paths:
            return Formatting()
        # With -check, it lists nothing if one file cannot be parsed (Terraform's internal/command/fmt.go).
        command = ["fmt", "-write=false", "-list=true", "-recursive", "-no-color", *(str(path) for path in paths)]
        result = self.run(Path.cwd(), command)
        errors = printed_errors(result.stderr)
        if result.returncode != 0 and not errors:
            raise TerraformError(command[:1], Path.cwd(), result.returncode, output=result.stderr)
        return Formatting(
            tuple(as_given(line, paths) for line in result.stdout.splitlines()),
            tuple(replace(error, file=str(as_given(error.file, paths))) if error.file else error for error in errors),
        )

    def init(
        self,
        workdir: Path,
        *,
        backend: bool,
        discarded: bool = False,
        migrate: bool = False,
        data_dir: Path | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        """Install the modules and providers of ``workdir``; ``backend=False`` is enough to validate it, not to plan it.

        ``discarded``: the folder is a copy that is deleted afterwards, from which no state is locked. ``migrate``
        copies the state from the previous backend and overwrites a state that the new backend has.
        ``data_dir`` replaces ``workdir/.terraform``; ``environ`` is added to the environment.
        """
        command = ["init", "-json", "-input=false", f"-backend={str(backend).lower()}"]
        if migrate:
            # Terraform does not move a state and speak JSON.
            command = ["init", "-no-color", "-input=false", "-migrate-state", "-force-copy"]
        command += ["-lock=false"] * discarded
        extra = {**(environ or {}), **_data_dir(data_dir)}
        if discarded or not backend:
            # Since Terraform 1.4 the cache serves only providers with a checksum in the lock file; without one, every
            # workspace would download the provider again. A discarded workspace needs no complete lock file.
            extra[_MAY_BREAK] = "1"
        if discarded or not backend or self._is_local:
            extra |= self._environment.borrowed
        # Without a checksum to go by, Terraform writes the provider into the cache again, even if it is cached.
        reads = _MAY_BREAK in extra or (workdir / LOCK_FILE).exists()
        with self._environment.cache.installing(alone=not (self._warm and reads)):
            result = self.run(workdir, command, extra)
        if result.returncode != 0:
            raise self.failed(workdir, command[:1], result, hint=self._hint(extra))
        self._warm = True
        _note_provider(workdir, self.product)

    def validate(self, workdir: Path, *, data_dir: Path | None = None, at_once: bool = False) -> list[Diagnostic]:
        """Validate an initialised ``workdir`` and return its errors and warnings; an empty list means valid.

        ``at_once``: Terraform would start the provider many times; see :meth:`SharedProvider.run`.
        """
        result = self.run_offline(workdir, ["validate", "-json", "-no-color"], data_dir=data_dir, at_once=at_once)
        try:
            return [diagnostic(data) for data in json.loads(result.stdout)["diagnostics"]]
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise self.failed(workdir, ["validate"], result) from error

    def providers_schema(self, workdir: Path, *, data_dir: Path | None = None) -> dict[str, Any]:
        """The schema of each provider of an initialised ``workdir``, by the provider's address."""
        result = self.run_offline(workdir, ["providers", "schema", "-json"], data_dir=data_dir)
        if result.returncode != 0:
            raise self.failed(workdir, ["providers", "schema"], result)
        schemas: dict[str, Any] = json.loads(result.stdout)["provider_schemas"]
        return schemas

    def console(self, workdir: Path, expression: str, *, data_dir: Path | None = None) -> Any:
        """Evaluate ``expression``, one line, in ``workdir`` and return its value as Python data."""
        result = self.run(workdir, ["console"], _data_dir(data_dir), stdin=f"jsonencode({expression})\n")
        if result.returncode != 0:
            raise self.failed(workdir, ["console"], result)
        try:
            # JSON inside a string that the console quotes as Go does, whose escapes are also Python's.
            return json.loads(ast.literal_eval(result.stdout.strip()))
        except (ValueError, SyntaxError) as error:
            raise self.failed(workdir, ["console"], result) from error

    def test(self, workdir: Path, *, data_dir: Path | None = None) -> list[TestRun]:
        """Run the tests of an initialised ``workdir``, which mock the provider: the result of each ``run`` block."""
        result = self.run_offline(workdir, ["test", "-json"], data_dir=data_dir)
        runs = runs_of(result.stdout)
        if result.returncode != 0 and not any(run.status in ("fail", "error") for run in runs):
            raise self.failed(workdir, ["test"], result)
        return runs

    def run(
        self,
        workdir: Path,
        arguments: Sequence[str],
        extra: Mapping[str, str] | None = None,
        stdin: str | None = None,
        on_line: OnLine | None = None,
    ) -> Result:
        """Run any command in ``workdir``, with ``extra`` variables; ``on_line`` is called with each line of output."""
        command = [str(self.binary.path), *arguments]
        variables = {**self._environment.variables_in(workdir), **(extra or {})}
        result = self._processes.run(command, cwd=workdir, env=variables, stdin=stdin, on_line=on_line)
        with self._counting:
            self._seconds += result.seconds
        return result

    def run_offline(
        self,
        workdir: Path,
        arguments: Sequence[str],
        extra: Mapping[str, str] | None = None,
        *,
        data_dir: Path | None = None,
        at_once: bool = False,
    ) -> Result:
        """Like :meth:`run`, for a command that needs the schema of providers and nothing of AWS: they may be shared."""
        variables = {**(extra or {}), **_data_dir(data_dir)}

        def run(shared: Mapping[str, str]) -> Result:
            return self.run(workdir, arguments, {**variables, **shared})

        return self._shared.run(run, workdir, data_dir, at_once=at_once)

    def run_in_account(self, run: Run, workdir: Path, environ: Mapping[str, str]) -> Result:
        """Call ``run``, which plans, applies or destroys ``workdir`` with ``environ`` and the variables it is given.

        For a local AWS, they may be the address of a provider; where that fails, ``run`` is called a second time.
        """
        variables = {**self._environment.variables_in(workdir), **environ}
        return self._pool.run(run, workdir, variables)

    def failed(self, workdir: Path, command: Sequence[str], result: Result, hint: str = "") -> TerraformError:
        """The error to raise for a command that ended with ``result``."""
        errors = errors_of(result.stdout)
        return TerraformError(
            command,
            workdir,
            result.returncode,
            output=result.stderr,
            diagnostics=errors,
            hint=hint,
            product=self.product,
        )

    def _hint(self, variables: Mapping[str, str]) -> str:
        borrowed = self._environment.borrowed_mirror
        if not borrowed:
            return f"(the AWS provider is taken from the mirror {self.mirror})" if self.mirror else ""
        if self._environment.borrowed.items() <= variables.items():
            return f"(the AWS provider is taken from the mirror {borrowed})"
        return (
            f"(the mirror {borrowed} has no {self.product.aws_provider}, only packages of another registry, whose "
            f"checksums differ: fill a mirror with `{self.product.command} providers mirror`, or set "
            f"{provider.VARIABLE} to use this one and record its checksums)"
        )


def _note_provider(workdir: Path, product: Product) -> None:
    if version := locked_version(workdir, product):  # a root module without providers has none
        remember("AWS provider", version)
        _log.debug("%s: AWS provider %s", workdir, version)


def _data_dir(path: Path | None) -> dict[str, str]:
    return {"TF_DATA_DIR": str(path.absolute())} if path else {}
