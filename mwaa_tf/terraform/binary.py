"""Find the Terraform to run, and its version."""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mwaa_tf.diagnostics.facts import remember
from mwaa_tf.temporary import TemporaryFolder
from mwaa_tf.terraform.environment import clean
from mwaa_tf.terraform.errors import TerraformMissing
from mwaa_tf.versions import parse

_log = logging.getLogger(__name__)

#: Names the program to run instead of the `terraform` on PATH.
VARIABLE = "MWAA_TF_TERRAFORM"

#: The modules' `required_version`.
OLDEST = (1, 10, 0)

_HOW = f"install Terraform 1.10 or newer (https://developer.hashicorp.com/terraform/install) or set {VARIABLE}"


@dataclass(frozen=True, slots=True)
class Binary:
    """A Terraform program: its path, version, and platform as in the names of provider folders."""

    path: Path
    version: str
    platform: str


def find(environ: Mapping[str, str]) -> Binary:
    """Find the Terraform to use. Raises :class:`TerraformMissing` if there is none, or if it is too old."""
    wanted = environ.get(VARIABLE, "")
    program = shutil.which(Path(wanted).expanduser() if wanted else "terraform", path=_absolute(environ.get("PATH")))
    if program is None:
        reason = f"{VARIABLE} names {wanted}, which is not a program" if wanted else "no terraform on PATH"
        raise TerraformMissing(f"{reason}: {_HOW}")
    binary = _binary(Path(program).absolute(), environ)
    remember("Terraform", f"{binary.version} ({binary.path})")
    source = f"{VARIABLE} names it" if wanted else "the first on PATH"
    _log.debug("Terraform %s for %s at %s: %s", binary.version, binary.platform, binary.path, source)
    if (parse(binary.version.partition("-")[0]) or OLDEST) < OLDEST:
        raise TerraformMissing(f"{binary.path} is Terraform {binary.version}, too old for the modules: {_HOW}")
    return binary


def _absolute(path: str | None) -> str:
    """``path``, a value of PATH, without relative folders: a program of the folder that is worked on is never run."""
    folders = (os.defpath if path is None else path).split(os.pathsep)
    return os.pathsep.join(folder for folder in folders if Path(folder).is_absolute())


def _binary(path: Path, environ: Mapping[str, str]) -> Binary:
    # In an empty folder: in a workspace it would also look at the providers there.
    with TemporaryFolder() as empty:
        try:
            process = subprocess.run(
                [path, "version", "-json"],
                cwd=empty,
                env=clean(environ),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=60,
                check=True,
            )
            data = json.loads(process.stdout)
            return Binary(path, str(data["terraform_version"]), str(data["platform"]))
        except (OSError, subprocess.SubprocessError, ValueError, KeyError, TypeError) as error:
            raise TerraformMissing(f"{path} does not answer as Terraform does, {_reason(error)}: {_HOW}") from error


def _reason(error: Exception) -> str:
    match error:
        case OSError():
            return str(error.strerror)
        case subprocess.TimeoutExpired():
            return f"`version -json` does not end within {error.timeout:g} s"
        case subprocess.CalledProcessError():
            return f"`version -json` ends with exit code {error.returncode}"
    return "`version -json` does not print its version as JSON"
