"""Network."""

from __future__ import annotations

TITLE, ORDER = "Network", 3
