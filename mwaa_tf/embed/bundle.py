"""The modules of this version of mwaa_tf, in its package."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from mwaa_tf.contract import Contract, contract_of
from mwaa_tf.contract.read import fingerprint
from mwaa_tf.module_sources import bundled_modules, module_files


def names() -> list[str]:
    """The names of all modules, sorted."""
    return sorted(path.parent.name for path in bundled_modules().glob("*/versions.tf"))


def folder(module: str) -> Path:
    """The folder of a module."""
    return bundled_modules() / module


def contract(module: str) -> Contract:
    """The inputs and outputs of a module."""
    return _contract(folder(module), fingerprint(folder(module)))


def contract_of_copy(copy: Path, module: str) -> Contract:
    """The inputs and outputs of a copy; one that was not edited does not have to be parsed."""
    current = folder(module)
    is_unchanged = current.is_dir() and fingerprint(copy) == fingerprint(current)
    return contract(module) if is_unchanged else _contract(copy, fingerprint(copy))


@lru_cache(256)
def _contract(path: Path, _fingerprint: str) -> Contract:
    return contract_of(path)


def files(modules: Iterable[str]) -> dict[str, bytes]:
    """The files of ``modules`` to copy, without their tests: path ``<module>/<file>`` -> contents."""
    return {f"{module}/{file.name}": file.read_bytes() for module in modules for file in module_files(folder(module))}
