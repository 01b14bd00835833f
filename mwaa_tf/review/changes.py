"""The two sides of a change as objects, whatever the plan has there."""

from __future__ import annotations

from typing import Any

from mwaa_tf.review.model import Change


def before_of(change: Change) -> dict[str, Any]:
    """The attributes as they are, masked; none for what is created, or hidden as a whole."""
    return _attributes(change.before())


def after_of(change: Change) -> dict[str, Any]:
    """The attributes as they will be, masked; none for what is deleted, or hidden as a whole."""
    return _attributes(change.after())


def sides_of(change: Change) -> tuple[dict[str, Any], dict[str, Any]]:
    """Both."""
    return before_of(change), after_of(change)


def _attributes(side: Any) -> dict[str, Any]:
    return side if isinstance(side, dict) else {}
