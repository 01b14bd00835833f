"""The benchmarks, one per file: ``measure(size, scratch)`` yields what it found.

``scratch`` is an empty folder of its own, which the caller deletes. Adding a benchmark is adding a file.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from benchmarks.results import Result
from benchmarks.size import Size

Benchmark = Callable[[Size, Path], Iterator[Result]]


def find() -> Mapping[str, Benchmark]:
    """All benchmarks by name, in alphabetical order."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return {name: importlib.import_module(f"{__name__}.{name}").measure for name in names}
