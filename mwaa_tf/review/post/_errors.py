"""What can go wrong with a forge."""

from __future__ import annotations

from mwaa_tf.errors import MwaaTfError


class PostError(MwaaTfError):
    """The forge did not do what it was asked for, or could not be reached."""


class RefusedError(PostError):
    """The forge answered, and said no."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class GoneError(PostError):
    """What was to be changed is not there any more."""


class UncertainError(PostError):
    """The forge may have done it, but did not say so."""
