"""The attributes of a change before and after, whatever the plan has there."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from mwaa_tf.review.model import ReviewedChange


def values_before(change: ReviewedChange, wanted: Collection[str] | None = None) -> dict[str, Any]:
    """The attributes as they are, masked; empty for what is created, or hidden as a whole.

    ``wanted`` are the names of those that the caller asks for: to decode the others as well takes most of the time.
    """
    return _attributes(change.before(wanted))


def values_after(change: ReviewedChange, wanted: Collection[str] | None = None) -> dict[str, Any]:
    """The attributes as they will be, masked; empty for what is deleted, or hidden as a whole."""
    return _attributes(change.after(wanted))


def values_of(change: ReviewedChange, wanted: Collection[str] | None = None) -> tuple[dict[str, Any], dict[str, Any]]:
    """The attributes before and after."""
    return values_before(change, wanted), values_after(change, wanted)


def _attributes(values: Any) -> dict[str, Any]:
    return values if isinstance(values, dict) else {}
