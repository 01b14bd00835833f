"""Templates of Jinja2 as an earlier run compiled them.

Compiling them takes longer than rendering a small deployment. Python keeps the bytecode of a module in ``__pycache__``
beside it, and that of a template is kept there as well. It is used only for exactly the same template, options, Jinja2
and Python. A wrong or missing file costs time, nothing else.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import pickle
import sys
from collections.abc import Callable, Mapping
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any

import jinja2
from jinja2.bccache import Bucket, bc_magic

from mwaa_tf.files import replace_file


def environment_of(folder: Path, filters: Mapping[str, Callable[..., str]], **options: Any) -> jinja2.Environment:
    """An environment with the templates in ``folder``; ``options`` are Jinja2's.

    Each of ``filters`` takes the template's context first. Otherwise Jinja2 would put its result for a constant into
    the bytecode, which is kept when the filter changes.
    """
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(folder), **options)  # noqa: S701
    environment.filters |= {name: jinja2.pass_context(function) for name, function in filters.items()}
    environment.bytecode_cache = _CompiledTemplates(folder, f"{_version()} {sorted(options.items())}")
    return environment


class _CompiledTemplates(jinja2.BytecodeCache):
    """The bytecode of the templates in ``folder``, as ``compiler`` made it: all that decides besides the template."""

    def __init__(self, folder: Path, compiler: str) -> None:
        self._folder = folder
        self._compiler = compiler

    def get_cache_key(self, name: str, filename: str | None = None) -> str:  # noqa: ARG002 - Jinja2 passes both
        """The template's name."""
        return name

    def get_source_checksum(self, source: str) -> str:
        """A digest of everything that the bytecode depends on, but for the version of Python, which Jinja2 adds."""
        return super().get_source_checksum(f"{self._compiler}\n{source}")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read the bytecode into ``bucket``, if there is one of the same template."""
        with contextlib.suppress(OSError, NotImplementedError):
            contents = self._file(bucket).read_bytes()
            # Jinja2 takes bytecode that is damaged for missing, but fails where the header before it is.
            if contents.startswith(bc_magic + pickle.dumps(bucket.checksum, 2)):
                bucket.bytecode_from_string(contents)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write the bytecode of ``bucket``, where Python would write that of a module, too."""
        if sys.dont_write_bytecode:
            return
        # An installation that cannot be written is no reason to fail.
        with contextlib.suppress(OSError, NotImplementedError):
            file = self._file(bucket)
            file.parent.mkdir(parents=True, exist_ok=True)
            replace_file(file, bucket.bytecode_to_string())

    def _file(self, bucket: Bucket) -> Path:
        """Where Python would keep it. Raises :class:`NotImplementedError` where it keeps none."""
        return Path(cache_from_source(str(self._folder / bucket.key))).with_suffix(".jinja2")


def _version() -> str:
    # Jinja2 3.2 warns of its attribute; reading the metadata takes a millisecond.
    return str(vars(jinja2).get("__version__") or importlib.metadata.version("jinja2"))
