"""reStructuredText for the pages that the build writes."""

from __future__ import annotations

import re
from collections.abc import Iterable

_MARKUP = re.compile(r"([\\*_|])")


def heading(words: str, mark: str = "=") -> str:
    """A heading."""
    return f"{words}\n{mark * len(words)}\n"


def text(words: str) -> str:
    """``words`` as text: nothing of it is markup but code between backticks."""
    parts = words.split("`")
    if len(parts) % 2 == 0:  # a backtick without a second one
        return _MARKUP.sub(r"\\\1", words).replace("`", "\\`")
    # An escaped space, which is nothing, lets code begin and end inside of a word.
    return "".join(
        f"\\ ``{part}``\\ " if number % 2 else _MARKUP.sub(r"\\\1", part) for number, part in enumerate(parts)
    )


def literal(words: str) -> str:
    """``words`` as code."""
    return f"``{words}``"


def block(lines: Iterable[str], language: str = "text") -> str:
    """A block of code."""
    return f".. code-block:: {language}\n\n" + "".join(f"   {line}\n" for line in lines) + "\n"


def toctree(names: Iterable[str], *, hidden: bool = False) -> str:
    """The pages below this one; ``names`` starting in the folder of the page, or with ``/``."""
    options = "   :hidden:\n" if hidden else "   :maxdepth: 1\n"
    return f"\n.. toctree::\n{options}\n" + "".join(f"   {name}\n" for name in names)
