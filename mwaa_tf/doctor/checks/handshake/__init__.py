"""Sharing and handshake."""

from __future__ import annotations

TITLE, ORDER = "Sharing and handshake", 2
