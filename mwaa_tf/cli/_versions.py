"""What `mwaa_tf --version -v` prints: what a report of an error or a support request needs to say."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from pathlib import Path

from mwaa_tf import __version__
from mwaa_tf.contract.read import is_indexed
from mwaa_tf.errors import MwaaTfError
from mwaa_tf.module_sources import bundled_modules


def version_lines() -> Iterator[str]:
    """A line for each part: its name in a column, its version and where it is. What is missing is said in its place."""
    for name, value in _versions():
        yield f"{name:<13} {value}"


def _versions() -> Iterator[tuple[str, str]]:
    yield "mwaa_tf", __version__
    yield "Python", f"{platform.python_version()} ({sys.executable})"
    yield from _terraform()
    yield "modules", _modules()


def _terraform() -> Iterator[tuple[str, str]]:
    from mwaa_tf.terraform.binary import find
    from mwaa_tf.terraform.selected import selected_provider

    try:
        program = find(os.environ)
    except MwaaTfError as error:
        yield "Terraform", f"none: {error}"
        return
    yield program.product.name, f"{program.version} ({program.path})"
    try:
        provider = selected_provider(program)
    except MwaaTfError as error:
        yield "AWS provider", f"none: {error}"
        return
    where = (
        f"{provider.version} ({provider.source})" if provider.version else f"none on this machine; {provider.source}"
    )
    yield "AWS provider", where


def _modules() -> str:
    """Their number and folder, and which were edited since they were released with this version."""
    folder = bundled_modules()
    modules = sorted(file.parent for file in folder.glob("*/versions.tf"))
    edited = [module.name for module in modules if not _is_released(module)]
    changed = f", edited: {', '.join(edited)}" if edited else ""
    return f"{len(modules)} of mwaa_tf {__version__} ({folder}){changed}"


def _is_released(module: Path) -> bool:
    try:
        return is_indexed(module)
    except MwaaTfError:  # a file of it cannot be read, or there is none
        return False
