"""Before the first apply."""

from __future__ import annotations

TITLE, ORDER = "Before the first apply", 1
