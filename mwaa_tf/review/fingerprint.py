"""A fingerprint of what a plan does: the same for two plans that do the same, another for any that does not.

What is hidden from a reviewer is hidden from the fingerprint too: from a digest of a short password with everything
else known, the password could be found by trying.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

_ENCODER = msgspec.json.Encoder(order="sorted", enc_hook=str)


def fingerprint(parts: Iterable[Any]) -> str:
    """Of ``parts``, plain data with what is hidden in place of values, whose order does not matter."""
    digests = sorted(hashlib.sha256(_ENCODER.encode(part)).digest() for part in parts)
    return f"sha256:{hashlib.sha256(b''.join(digests)).hexdigest()}"


def together(fingerprints: Mapping[str, str]) -> str:
    """Of several plans: workspace -> its plan's fingerprint."""
    return fingerprint([[workspace, one] for workspace, one in fingerprints.items()])
