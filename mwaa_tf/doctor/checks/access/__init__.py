"""Access to the UI."""

from __future__ import annotations

TITLE, ORDER = "Access to the UI", 7
