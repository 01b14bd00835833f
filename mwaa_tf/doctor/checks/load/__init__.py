"""Load."""

from __future__ import annotations

TITLE, ORDER = "Load", 6
