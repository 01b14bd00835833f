"""Deployments on a local AWS of their own, for benchmarks that run Terraform."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import ROOT
from benchmarks.measure import MWAA_TF, BrokenRunError, NotMeasured, render
from mwaa_tf.terraform import Terraform, TerraformMissing

#: Seconds until the local AWS answers.
_START = 120.0

#: Variables that a shell sets.
_SHELL = ("_", "OLDPWD", "PWD", "SHLVL")

#: Variables that mwaa_tf adds to make Terraform faster.
_FASTER = ("GOGC",)


@dataclass(frozen=True, slots=True)
class Operated:
    """A rendered deployment, and the local AWS that it is applied to."""

    config: Path
    output: Path
    variables: Mapping[str, str]
    """Which point AWS's clients at the local AWS."""

    @property
    def folder(self) -> Path:
        """The folder of the deployment."""
        (folder,) = (path for path in self.output.iterdir() if path.is_dir())
        return folder

    @property
    def options(self) -> list[str]:
        """Options for each command of mwaa_tf."""
        return ["--config", str(self.config), "--output", str(self.output)]


@contextmanager
def operated(configuration: str, folder: Path, *options: str) -> Iterator[Operated]:
    """``configuration``, rendered in ``folder``, and a new local AWS until the end of the block.

    ``options`` are those of `rehearse --serve`.
    """
    folder.mkdir(parents=True)
    config, variables = folder / "mwaa.yaml", folder / "variables.sh"
    config.write_text(configuration, "utf-8")
    render(config, folder / "generated")
    command = [*MWAA_TF, "rehearse", "--serve", "--config", str(config), "--env-file", str(variables), "--speed", "600"]
    command += options
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as server:
        try:
            _wait(server, variables)
            yield Operated(config, folder / "generated", _sourced(variables))
        finally:
            server.terminate()


@contextmanager
def plain_terraform() -> Iterator[dict[str, str]]:
    """The variables with which mwaa_tf runs Terraform, without those that make it faster, until the end of the block.

    Raises :class:`NotMeasured` without Terraform.
    """
    try:
        terraform = Terraform()
    except TerraformMissing as error:
        raise NotMeasured(str(error)) from error
    with terraform:
        path = f"{terraform.binary.path.parent}{os.pathsep}{os.environ['PATH']}"
        yield {name: value for name, value in terraform.environment.items() if name not in _FASTER} | {"PATH": path}


def _wait(server: subprocess.Popen[str], variables: Path) -> None:
    deadline = time.monotonic() + _START
    while not variables.exists():
        if server.poll() is not None or time.monotonic() > deadline:
            server.terminate()
            raise BrokenRunError(f"the local AWS does not answer: {server.communicate()[1][-2000:]}")
        time.sleep(0.1)


def _sourced(file: Path) -> dict[str, str]:
    """The variables that ``file`` sets, or sets to another value than they have."""
    command = ["sh", "-c", '. "$1" && env -0', "sh", str(file)]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    variables = dict(entry.partition("=")[::2] for entry in text.split("\0") if entry)
    return {name: value for name, value in variables.items() if os.environ.get(name) != value and name not in _SHELL}
