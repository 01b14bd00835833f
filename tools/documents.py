"""Files that are made from other files: rewritten, or compared with what they should be."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent


def heading_anchor(heading: str) -> str:
    """The anchor that GitHub gives a heading: no markup, lower case, hyphens for spaces, no punctuation."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    return re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")


def write_or_check(documents: Iterable[tuple[Path, str]], arguments: list[str]) -> int:
    """Write each document that is stale; with ``--check`` name it instead. Returns the exit code."""
    check = "--check" in arguments
    stale = [(path, text) for path, text in documents if not path.exists() or path.read_text("utf-8") != text]
    for path, text in stale:
        name = path.relative_to(REPOSITORY)
        if check:
            print(f"{name}: stale; `make docs` rewrites it", file=sys.stderr)
        else:
            path.write_text(text, "utf-8")
            print(f"{name}: written")
    return 1 if check and stale else 0
