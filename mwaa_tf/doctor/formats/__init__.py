"""The formats of a diagnosis: one file each, called like the format, with a function ``render``.

``render(diagnosis, options)`` returns the document. All text in a diagnosis comes from AWS, a plan or a person and is
not trusted: each format escapes it for where it goes, which may be the log of a pipeline: no line of any format is
a command for its runner.
"""

from __future__ import annotations

from dataclasses import dataclass

from mwaa_tf.doctor.diagnosis import Diagnosis
from mwaa_tf.markup.runner_commands import without_commands
from mwaa_tf.plugins import load_plugin, plugin_names


@dataclass(frozen=True, slots=True)
class FormatOptions:
    """How a diagnosis is written. A format ignores what it does not use."""

    colour: bool = False
    """Whether a terminal shows it."""
    width: int = 80
    """Columns of that terminal."""
    verbose: bool = False
    """Whether checks that passed are shown one by one."""


def format_names() -> tuple[str, ...]:
    """All formats: the files of this folder."""
    return plugin_names(__name__)


def write(diagnosis: Diagnosis, form: str, options: FormatOptions | None = None) -> str:
    """``diagnosis`` in the format ``form``. Raises :class:`KeyError` for an unknown one."""
    document: str = load_plugin(__name__, form).render(diagnosis, options or FormatOptions())
    return without_commands(document, form)
