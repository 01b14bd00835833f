"""Errors of posting a review to a platform."""

from __future__ import annotations

from mwaa_tf.errors import MwaaTfError


class PostError(MwaaTfError):
    """The platform failed, or could not be reached."""


class RefusedError(PostError):
    """The platform refused a call."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class GoneError(PostError):
    """What was to be changed does not exist any more."""


class UncertainError(PostError):
    """It is not known whether the platform made a change."""
