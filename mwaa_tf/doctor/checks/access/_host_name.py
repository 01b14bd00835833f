"""Host names and what covers them."""

from __future__ import annotations

from collections.abc import Iterable


def covers(names: Iterable[str], host_name: str) -> bool:
    """Whether a certificate of ``names`` is valid for ``host_name``; a star stands for one label (RFC 6125)."""
    wildcard = f"*.{host_name.partition('.')[2]}"
    return any(name in (host_name, wildcard) for name in (each.lower() for each in names))
