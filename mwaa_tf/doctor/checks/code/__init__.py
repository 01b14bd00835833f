"""Code."""

from __future__ import annotations

TITLE, ORDER = "Code", 5
