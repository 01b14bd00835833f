"""Find the Terraform or OpenTofu to run, and its version."""

from __future__ import annotations

import json
import logging
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mwaa_tf.diagnostics.facts import remember
from mwaa_tf.temporary import TemporaryFolder
from mwaa_tf.terraform.environment import clean
from mwaa_tf.terraform.errors import TerraformMissing
from mwaa_tf.terraform.product import OPENTOFU, PRODUCTS, TERRAFORM, VARIABLE, Product, absolute, other, product_of, use
from mwaa_tf.versions import parse

_log = logging.getLogger(__name__)

_HOW = "install {} or set " + VARIABLE
_ANY = " or ".join(f"{product.name} {product.oldest_text} or newer ({product.download})" for product in PRODUCTS)


@dataclass(frozen=True, slots=True)
class Binary:
    """A program: its path, which of the two it is, version, and platform as in the names of provider folders."""

    path: Path
    version: str
    platform: str
    product: Product = TERRAFORM

    def __str__(self) -> str:
        """Such as ``Terraform 1.11.4``."""
        return f"{self.product.name} {self.version}"


def find(environ: Mapping[str, str], first: Product = TERRAFORM) -> Binary:
    """Find the program to use: the one that is named, else ``first`` on PATH, else the other of the two.

    Which of them it is, it says itself. Raises :class:`TerraformMissing` if there is none, or if it is too old.
    """
    wanted = environ.get(VARIABLE, "")
    path = absolute(environ.get("PATH"))
    names = [str(Path(wanted).expanduser())] if wanted else [first.command, other(first).command]
    program = next(filter(None, (shutil.which(name, path=path) for name in names)), None)
    if program is None:
        missing = f"{VARIABLE} names {wanted}, which is not a program" if wanted else f"no {' or '.join(names)} on PATH"
        raise TerraformMissing(f"{missing}: {_HOW.format(_ANY)}")
    binary = _binary(Path(program).absolute(), environ)
    use(binary.product)
    remember("Terraform", f"{_described(binary)} ({binary.path})")
    source = f"{VARIABLE} names it" if wanted else "the first on PATH"
    _log.debug("%s for %s at %s: %s", binary, binary.platform, binary.path, source)
    _check_version(binary)
    return binary


def _check_version(binary: Binary) -> None:
    product = binary.product
    if (parse(binary.version.partition("-")[0]) or product.oldest) < product.oldest:
        newer = f"{product.name} {product.oldest_text} or newer ({product.download})"
        raise TerraformMissing(f"{binary.path} is {binary}, too old for the modules: {_HOW.format(newer)}")


def _described(binary: Binary) -> str:
    return str(binary) if binary.product is OPENTOFU else binary.version


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
            return Binary(path, str(data["terraform_version"]), str(data["platform"]), product_of(data))
        except (OSError, subprocess.SubprocessError, ValueError, KeyError, TypeError) as error:
            reason = f"{path} does not answer as Terraform or OpenTofu does, {_reason(error)}"
            raise TerraformMissing(f"{reason}: {_HOW.format(_ANY)}") from error


def _reason(error: Exception) -> str:
    match error:
        case OSError():
            return str(error.strerror)
        case subprocess.TimeoutExpired():
            return f"`version -json` does not end within {error.timeout:g} s"
        case subprocess.CalledProcessError():
            return f"`version -json` ends with exit code {error.returncode}"
    return "`version -json` does not print its version as JSON"
