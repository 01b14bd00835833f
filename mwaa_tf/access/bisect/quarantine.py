"""Move DAG files out of the DAG folder and back in.

First every candidate is copied to the quarantine, once. Then a file is taken out by a delete of the version that was
copied, which fails if another user wrote another one meanwhile, and put back by deleting the delete marker: the very
same version is current again, and what another user wrote or deleted on top of it stays. Where policies or a lifecycle
rule prevent that, the copy is copied back, only where no object exists.

The journal says which files are about to be taken out before the first one is, and afterwards which marker hides each.
A process that is killed in between leaves markers that no journal names; each is recognized as the only one of its key
that is not older than the bisect.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from mwaa_tf.access.bisect.bucket import Bucket, DeniedError, History, ObjectVersion, PreconditionFailedError
from mwaa_tf.access.bisect.errors import BisectError, FileChangedError, JournalTakenError
from mwaa_tf.access.bisect.journal import Journal, JournalFile, JournalStore
from mwaa_tf.concurrency import run_concurrently
from mwaa_tf.text import escape_control_characters, join_words

#: Calls at the same time; S3 takes 3,500 writes per second and prefix (S3 user guide, optimizing-performance).
_JOBS = 8


class Quarantine:
    """The candidates of a bisect, and where they are; :attr:`journal` is always what the bucket has."""

    def __init__(self, bucket: Bucket, store: JournalStore, journal: Journal) -> None:
        self._bucket = bucket
        self._store = store
        self._lock = threading.Lock()
        self.journal = journal

    def copy_all(self) -> None:
        """Copy every file to the quarantine. Raises :class:`FileChangedError` for a file that is another by now."""
        self._record(self._each(self._copy, self.journal.files))

    def arrange(self, present: Collection[str]) -> tuple[list[str], list[str]]:
        """Have exactly the files of the paths ``present`` in the DAG folder; return the paths put in and taken out.

        Raises :class:`FileChangedError` for a file that another user changed.
        """
        files = self.journal.files
        back = [file for file in files if file.is_out and file.path in present]
        out = [file for file in files if not file.is_out and file.path not in present]
        if back or out:
            self._record(replace(file, is_out=True, marker="") for file in out)
            moved = [*self._each(self._put_back, back), *self._each(self._take_out, out)]
            try:
                self._record(moved)
            except JournalTakenError:
                # Whoever restores may have looked at these files before they were taken out.
                self._each(self._put_back, [file for file in moved if file.is_out])
                raise
        self._check()
        return [file.path for file in back], [file.path for file in out]

    def _record(self, files: Iterable[JournalFile]) -> None:
        self.journal = self._store.update(self.journal.with_files(files))

    def _each(
        self, change: Callable[[JournalFile], JournalFile], files: Iterable[JournalFile]
    ) -> tuple[JournalFile, ...]:
        return run_concurrently(change, tuple(files), jobs=_JOBS, stop=lambda: None)

    def _copy(self, file: JournalFile) -> JournalFile:
        try:
            version = self._bucket.copy(_version_of(file), self.journal.copy_key(file))
        except PreconditionFailedError as error:
            raise _changed([file.path]) from error
        return replace(file, copy_version=version)

    def _take_out(self, file: JournalFile) -> JournalFile:
        try:
            marker = self._bucket.delete_current(file.key, file.etag)
        except PreconditionFailedError as error:
            marker = own_marker(replace(file, is_out=True), self._bucket.history(file.key)) if error.is_retried else ""
            if not marker:
                self._remember(replace(file, is_out=False, marker=""))
                raise _changed([file.path]) from error
        return self._remember(replace(file, is_out=True, marker=marker))

    def _remember(self, file: JournalFile) -> JournalFile:
        """Keep what is true of ``file`` for a restore in this process, even if the step does not end."""
        with self._lock:
            self.journal = self.journal.with_files([file])
        return file

    def _put_back(self, file: JournalFile) -> JournalFile:
        return put_back(self._bucket, file, self.journal.copy_key(file))

    def _check(self) -> None:
        """Raise :class:`FileChangedError` unless every file is where it was put, as the version that it was."""
        histories = self._bucket.histories(self.journal.folder)
        changed = [
            file.path
            for file in self.journal.files
            if not is_where_it_was_put(file, histories.get(file.key, History()))
        ]
        if changed:
            raise _changed(changed)


def put_back(bucket: Bucket, file: JournalFile, copy_key: str) -> JournalFile:
    """Undo that ``file`` was taken out, and nothing that another user did to it; return it as it is now."""
    try:
        bucket.delete_version(file.key, file.marker)
    except DeniedError:
        return copy_back(bucket, file, copy_key)
    return replace(file, is_out=False, marker="")


def copy_back(bucket: Bucket, file: JournalFile, copy_key: str) -> JournalFile:
    """Copy the version of ``file``, or its copy, back, unless there is an object; return the file as it is now."""
    source = bucket.history(file.key).versions.get(file.version)
    source = source or bucket.history(copy_key).versions.get(file.copy_version)
    if source is None:
        raise BisectError(f"neither its version {file.version} nor a copy of it exists any more")
    try:
        bucket.copy(source, file.key, only_if_absent=True)
    except PreconditionFailedError:
        return replace(file, is_out=False, marker="")
    history = bucket.history(file.key)
    current = history.current or source
    markers = tuple(history.markers)
    return replace(file, version=current.version, etag=current.etag, older_markers=markers, is_out=False, marker="")


def own_marker(file: JournalFile, history: History) -> str:
    """The delete marker with which the bisect hides ``file``; empty if there is none, or none can be told from others.

    One that the journal does not name was set by a step that did not end.
    """
    newer = [marker for marker in history.markers if marker not in file.older_markers]
    if file.marker:
        return file.marker if file.marker in newer else ""
    return newer[0] if file.is_out and len(newer) == 1 else ""


def is_where_it_was_put(file: JournalFile, history: History) -> bool:
    """Whether only the bisect changed ``file``."""
    if file.is_out:
        return bool(file.marker) and history.current_marker == file.marker
    return has_content(file, history.current)


def has_content(file: JournalFile, version: ObjectVersion | None) -> bool:
    """Whether ``version`` is the file as it was, or the same bytes written again."""
    if version is None:
        return False
    return version.version == file.version or (version.etag, version.size) == (file.etag, file.size)


def _version_of(file: JournalFile) -> ObjectVersion:
    return ObjectVersion(file.key, file.version, file.etag, file.size, "")


def _changed(paths: Collection[str]) -> FileChangedError:
    names = escape_control_characters(join_words(sorted(paths)))
    return FileChangedError(
        f"another user changed {names} during the bisect, so its answers no longer fit together; start again"
    )
