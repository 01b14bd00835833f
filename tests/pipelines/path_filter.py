"""The patterns of paths that start a workflow of GitHub.

Built from GitHub's docs, workflow syntax, filter pattern cheat sheet: a pattern matches a whole path, `*` no slash,
`**` anything, and `**/` also nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_PARTS = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*"}


def starts(patterns: Sequence[str], path: str) -> bool:
    """Whether a push that changes ``path`` starts the workflow. Raises :class:`ValueError` for other special signs."""
    return any(re.fullmatch(_expression(pattern), path, re.DOTALL) for pattern in patterns)


def _expression(pattern: str) -> str:
    if re.search(r"[?+\[\]!\\]", pattern):
        raise ValueError(f"{pattern}: has a character whose meaning this model does not know")
    parts = re.split(r"(\*\*/|\*\*|\*)", pattern)
    return "".join(_PARTS.get(part, re.escape(part)) for part in parts)
