"""A fingerprint of what a plan does: equal for plans that do the same, different for all others.

What is hidden from a reviewer is hidden from the fingerprint too: a short password could be guessed from a digest
of which everything else is known.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from mwaa_tf.review.values import Hidden

_ENCODER = msgspec.json.Encoder(order="sorted")

#: Tokens that no JSON has: a text that only reads like a hidden value is another value.
_TOKENS = {hidden: msgspec.Raw(f"<{hidden.name}>".encode()) for hidden in Hidden}

_TRACES = tuple(str(hidden).encode() for hidden in Hidden)


def fingerprint(parts: Iterable[Any]) -> str:
    """Of ``parts``, plain masked data, whose order does not matter."""
    digests = sorted(hashlib.sha256(_encoded(part)).digest() for part in parts)
    return f"sha256:{hashlib.sha256(b''.join(digests)).hexdigest()}"


def combined_fingerprint(fingerprints: Mapping[str, str]) -> str:
    """Of several plans: workspace -> its plan's fingerprint."""
    return fingerprint([[workspace, digest] for workspace, digest in fingerprints.items()])


def _encoded(part: Any) -> bytes:
    encoded = _ENCODER.encode(part)
    # An enum is encoded as its value, the words. Most of a large plan has none of them.
    return _ENCODER.encode(_with_tokens(part)) if any(trace in encoded for trace in _TRACES) else encoded


def _with_tokens(value: Any) -> Any:
    if isinstance(value, Hidden):
        return _TOKENS[value]
    if isinstance(value, dict):
        return {name: _with_tokens(member) for name, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_with_tokens(member) for member in value]
    return value
