"""The formats of a review: one file each, called like the format, with a function ``render``.

``render(review, options)`` returns the whole document, or several where ``options.split`` asks for it. All text in a
review came from somebody's plan: what a format writes is quoted for the place it goes to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mwaa_tf.plugins import load_plugin, plugin_names

if TYPE_CHECKING:
    from mwaa_tf.review.model import Review


@dataclass(frozen=True, slots=True)
class Options:
    """How a review is written. A format leaves aside what it has no use for."""

    title: str = "Terraform plan"
    """The heading."""
    comment: str = "default"
    """Which comment of a pull request this is: letters, digits, ``.``, ``_`` and ``-``. Goes into its marker."""
    split: bool = False
    """Whether more than fits into one comment becomes several, rather than being left out."""
    colour: bool = False
    """Whether a terminal shows it."""
    width: int = 100
    """Columns of that terminal."""


def names() -> tuple[str, ...]:
    """The formats there are: the files of this folder."""
    return plugin_names(__name__)


def write(review: Review, form: str, options: Options | None = None) -> tuple[str, ...]:
    """``review`` in the format ``form``: one document, or several where it was split.

    Raises :class:`ValueError` where there is no such format.
    """
    if form not in names():
        raise ValueError(f"no format {form!r}; there are {', '.join(names())}")
    written: str | Sequence[str] = load_plugin(__name__, form).render(review, options or Options())
    return (written,) if isinstance(written, str) else tuple(written)
