"""Errors that a person can act on, as messages and for programs."""

from __future__ import annotations

from typing import Any

import click

from mwaa_tf.cli._streams import UnreadOutputError, UnwritableOutputError
from mwaa_tf.errors import MwaaTfError, problem_data


def message_of(error: Exception) -> str:
    """What to tell a person about ``error``; empty where it is a bug, or where there is nothing to tell."""
    match error:
        case UnreadOutputError() | BrokenPipeError():
            return ""
        case MwaaTfError():
            return str(error)
        case click.ClickException():
            return error.format_message()
        case UnicodeEncodeError():
            return f"{error.object!r}: not a name in UTF-8, which Terraform needs"
        case OSError():
            # What every file system may answer, at a place that has no better words for it.
            return f"{error.filename}: {error.strerror}" if error.filename else str(error)
    return ""


def as_data(error: Exception) -> list[dict[str, Any]]:
    """The problems of ``error`` for programs; empty where standard output itself is the problem."""
    if isinstance(error, UnwritableOutputError):
        return []
    if isinstance(error, MwaaTfError):
        return error.as_data() if message_of(error) else []
    message = message_of(error)
    return [problem_data(message)] if message else []
