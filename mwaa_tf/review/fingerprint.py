"""A fingerprint of what a plan does: equal for plans that do the same, different for all others.

What is hidden from a reviewer is hidden from the fingerprint too: a short password could be guessed from a digest
of which everything else is known.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

_ENCODER = msgspec.json.Encoder(order="sorted")


def fingerprint(parts: Iterable[Any]) -> str:
    """Of ``parts``, plain masked data, whose order does not matter. Hidden values are encoded as their words."""
    digests = sorted(hashlib.sha256(_ENCODER.encode(part)).digest() for part in parts)
    return f"sha256:{hashlib.sha256(b''.join(digests)).hexdigest()}"


def combined_fingerprint(fingerprints: Mapping[str, str]) -> str:
    """Of several plans: workspace -> its plan's fingerprint."""
    return fingerprint([[workspace, digest] for workspace, digest in fingerprints.items()])
