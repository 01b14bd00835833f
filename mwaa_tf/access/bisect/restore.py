"""Restore the DAG files of a bisect: at its end, after an error or Ctrl-C, or from another machine after a crash.

All of them run the same steps, in any state that a killed bisect, or a killed restore, can leave: take the journal
over, put back what is out, look at the result, delete the copies, delete the journal. A copy is only deleted when the
file is in place with its content. What another user changed, added or deleted meanwhile stays as it is, and the copy
stays too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from mwaa_tf.access.bisect.bucket import Bucket, DeniedError, History
from mwaa_tf.access.bisect.errors import BisectError, RestoreError
from mwaa_tf.access.bisect.journal import Journal, JournalFile, JournalPhase, JournalStore
from mwaa_tf.access.bisect.quarantine import copy_back, has_content, own_marker, put_back
from mwaa_tf.concurrency import run_concurrently
from mwaa_tf.text import escape_control_characters, join_words, plural

_JOBS = 8


class RestoredState(StrEnum):
    """How a file is after a restore."""

    RESTORED = "restored"
    """In place, as it was before the bisect."""
    CHANGED = "changed"
    """Another user wrote another version meanwhile, which stays."""
    DELETED = "deleted"
    """Another user deleted it meanwhile, which stays so."""


@dataclass(frozen=True, slots=True)
class RestoredFile:
    """A file after a restore."""

    path: str
    state: RestoredState
    copy: str = ""
    """URI of the copy of how it was before the bisect; empty where it is no longer needed."""


def restore(bucket: Bucket, store: JournalStore, journal: Journal) -> tuple[RestoredFile, ...]:
    """Restore the files of ``journal`` and delete it; return what became of each file.

    Raises :class:`RestoreError` with the files that could not be restored; then the journal stays, and another restore
    goes on from there. Raises :class:`JournalTakenError` if another process restores at the same time.
    """
    journal = store.update(replace(journal, phase=JournalPhase.RESTORING))
    before = bucket.histories(journal.folder)
    put = _Restoring(bucket, journal, before, {})
    files = run_concurrently(put.try_to_put_back, journal.files, jobs=_JOBS, stop=lambda: None)
    journal = store.update(journal.with_files(files))
    copies = bucket.histories(journal.quarantine)
    after = _Restoring(bucket, journal, bucket.histories(journal.folder), copies, put.errors)
    restored = run_concurrently(after.finish, journal.files, jobs=_JOBS, stop=lambda: None)
    if after.errors:
        raise _error(after.errors)
    store.delete()
    return restored


class _Restoring:
    """One pass over the files, with what is true of them at its beginning."""

    def __init__(
        self,
        bucket: Bucket,
        journal: Journal,
        histories: Mapping[str, History],
        copies: Mapping[str, History],
        errors: dict[str, str] | None = None,
    ) -> None:
        self._bucket = bucket
        self._journal = journal
        self._histories = histories
        self._copies = copies
        self.errors = errors if errors is not None else {}
        """Why files could not be restored, by path."""

    def try_to_put_back(self, file: JournalFile) -> JournalFile:
        """Put ``file`` back if the bisect took it out, and return it as it is now."""
        try:
            return self._put_back(file)
        except BisectError as error:
            self.errors[file.path] = str(error)
            return file

    def _put_back(self, file: JournalFile) -> JournalFile:
        history = self._histories.get(file.key, History())
        marker = own_marker(file, history)
        copy_key = self._journal.copy_key(file)
        if marker and (file.version in history.versions or history.current):
            return put_back(self._bucket, replace(file, marker=marker), copy_key)
        if file.copy_version and (marker or not (history.versions or history.markers)):
            # A lifecycle rule has deleted the version that the marker hid, or all there was.
            return copy_back(self._bucket, file, copy_key)
        return file

    def finish(self, file: JournalFile) -> RestoredFile:
        """Delete the copy of ``file`` if it is no longer needed."""
        history = self._histories.get(file.key, History())
        copy_key = self._journal.copy_key(file)
        state = _state(file, history)
        if file.path in self.errors or (state is RestoredState.DELETED and own_marker(file, history)):
            self.errors.setdefault(file.path, "it is still hidden by the delete marker of the bisect")
            return RestoredFile(file.path, state, self._bucket.uri(copy_key))
        copies = self._copies.get(copy_key, History())
        try:
            if copies.current and state is not RestoredState.RESTORED and not self._is_same(file, history, copies):
                return RestoredFile(file.path, state, self._bucket.uri(copy_key))
            self._delete_copies(copy_key, copies)
        except BisectError as error:
            self.errors[file.path] = str(error)
        return RestoredFile(file.path, state)

    def _is_same(self, file: JournalFile, history: History, copies: History) -> bool:
        """Whether another user wrote the same content again; of an encrypted object, the ETag does not tell."""
        current, copy = history.current, copies.current
        if current is None or copy is None or current.size != copy.size:
            return False
        content = self._bucket.read(file.key, current.version)
        return content == self._bucket.read(copy.key, copy.version)

    def _delete_copies(self, key: str, copies: History) -> None:
        try:
            for version in (*copies.versions, *copies.markers):
                self._bucket.delete_version(key, version)
        except DeniedError:
            # Without s3:DeleteObjectVersion, or under a default retention of the bucket: hidden is deleted, too.
            if copies.current:
                self._bucket.delete_current(key, copies.current.etag)


def _state(file: JournalFile, history: History) -> RestoredState:
    if history.current is None:
        return RestoredState.DELETED
    return RestoredState.RESTORED if has_content(file, history.current) else RestoredState.CHANGED


def _error(errors: Mapping[str, str]) -> RestoreError:
    reasons = join_words(sorted({f"{path} ({reason})" for path, reason in errors.items()}))
    return RestoreError(
        escape_control_characters(
            f"{plural(len(errors), 'file')} could not be restored: {reasons}. Their copies and the journal are kept; "
            "repeat with --restore"
        )
    )
