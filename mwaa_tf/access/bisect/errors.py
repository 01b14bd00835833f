"""Errors that end a bisect. Files that were moved are restored after each of them."""

from __future__ import annotations

from mwaa_tf.errors import MwaaTfError, UsageError


class BisectError(MwaaTfError):
    """A bisect cannot go on."""


class BisectRunningError(UsageError):
    """Another bisect has moved files of the bucket, or was killed before it restored them."""


class JournalTakenError(BisectError):
    """Another process restores the files of this bisect, or has restored them."""


class FileChangedError(BisectError):
    """Another user changed a DAG file while the bisect was running, so that its trials no longer fit together."""


class RestoreError(BisectError):
    """Files that could not be restored; the journal stays in the bucket for the next try."""


class ProbeError(BisectError):
    """A probe cannot tell good from bad."""
