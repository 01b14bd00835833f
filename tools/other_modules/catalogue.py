"""The modules to try and the values that each is given: catalogue.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from mwaa_tf.errors import UsageError
from mwaa_tf.text import did_you_mean, join_words

CATALOGUE = Path(__file__).parent / "catalogue.toml"

SURROUNDINGS = Path(__file__).parent / "surroundings"
"""Files of ours that stand for what a module expects around it: ``network.tf``, ``bucket.tf``, …"""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherModule:
    """A module of another author. The fields are described at the top of catalogue.toml."""

    repository: str
    commit: str
    region: str
    folder: str = ""
    surroundings: tuple[str, ...] = ()
    inputs: Mapping[str, Any] = field(default_factory=dict)
    update: Mapping[str, Any] = field(default_factory=dict)
    refused: str = ""

    @property
    def name(self) -> str:
        """The repository, and the folder if the module is in one."""
        return f"{self.repository}/{self.folder}" if self.folder else self.repository


def read_catalogue(file: Path = CATALOGUE) -> tuple[OtherModule, ...]:
    """Read the modules of ``file``. Raises :class:`UsageError` for what is missing or unknown there."""
    try:
        entries = tomllib.loads(file.read_text("utf-8"))["modules"]
    except (OSError, ValueError, KeyError) as error:
        raise UsageError(f"{file}: cannot be read: {error}") from error
    return tuple(_module(file, number, entry) for number, entry in enumerate(entries, 1))


def select(modules: tuple[OtherModule, ...], names: tuple[str, ...]) -> tuple[OtherModule, ...]:
    """The modules called ``names``, or all without names. Raises :class:`UsageError` for an unknown name."""
    by_name = {module.name: module for module in modules}
    for name in names:
        if name not in by_name:
            raise UsageError(f"{name}: not in the catalogue{did_you_mean(name, by_name)}")
    return tuple(by_name[name] for name in names) if names else modules


def _module(file: Path, number: int, entry: Mapping[str, Any]) -> OtherModule:
    known = {field.name for field in fields(OtherModule)}
    place = f"{file}: module {number}"
    if unknown := sorted(set(entry) - known):
        raise UsageError(f"{place}: unknown: {join_words(unknown)}; known are {join_words(sorted(known))}")
    if missing := sorted({"repository", "commit", "region"} - set(entry)):
        raise UsageError(f"{place}: {join_words(missing)} is missing")
    surroundings = tuple(entry.get("surroundings", ()))
    for name in surroundings:
        if not (SURROUNDINGS / f"{name}.tf").is_file():
            raise UsageError(f"{place}: there are no surroundings called {name}")
    return OtherModule(**{**entry, "surroundings": surroundings})
