"""The attributes of a change before and after, whatever the plan has there."""

from __future__ import annotations

from typing import Any

from mwaa_tf.review.model import ReviewedChange


def values_before(change: ReviewedChange) -> dict[str, Any]:
    """The attributes as they are, masked; empty for what is created, or hidden as a whole."""
    return _attributes(change.before())


def values_after(change: ReviewedChange) -> dict[str, Any]:
    """The attributes as they will be, masked; empty for what is deleted, or hidden as a whole."""
    return _attributes(change.after())


def values_of(change: ReviewedChange) -> tuple[dict[str, Any], dict[str, Any]]:
    """The attributes before and after."""
    return values_before(change), values_after(change)


def _attributes(values: Any) -> dict[str, Any]:
    return values if isinstance(values, dict) else {}
