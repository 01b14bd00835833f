"""The formats of a review: one file each, called like the format, with a function ``render``.

``render(review, options)`` returns the whole document, or several where ``options.split`` asks for it. All text in a
review comes from a plan and is not trusted: each format escapes it for where it goes, which may be the log of
a pipeline: no line of any format is a command for its runner.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mwaa_tf.markup.runner_commands import without_commands
from mwaa_tf.plugins import load_plugin, plugin_names

if TYPE_CHECKING:
    from mwaa_tf.review.model import Review


@dataclass(frozen=True, slots=True)
class Options:
    """How a review is written. A format ignores what it does not use."""

    title: str = "Terraform plan"
    """The heading."""
    comment: str = "default"
    """The name of the comment in the pull request: letters, digits, ``.``, ``_`` and ``-``. Goes into its marker."""
    split: bool = False
    """Whether an oversized comment becomes several instead of being truncated."""
    colour: bool = False
    """Whether a terminal shows it."""
    width: int = 100
    """Columns of that terminal."""


def format_names() -> tuple[str, ...]:
    """All formats: the files of this folder."""
    return plugin_names(__name__)


def write(review: Review, form: str, options: Options | None = None) -> tuple[str, ...]:
    """``review`` in the format ``form``: one document, or several where it was split.

    Raises :class:`ValueError` for an unknown format.
    """
    if form not in format_names():
        raise ValueError(f"no format {form!r}; known are {', '.join(format_names())}")
    written: str | Sequence[str] = load_plugin(__name__, form).render(review, options or Options())
    documents = (written,) if isinstance(written, str) else written
    return tuple(without_commands(document, form) for document in documents)
