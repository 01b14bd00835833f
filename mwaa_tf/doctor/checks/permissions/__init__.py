"""Permissions."""

from __future__ import annotations

TITLE, ORDER = "Permissions", 4
