"""The journal of a bisect: one JSON object in the bucket, written before anything moves and deleted last.

It names every file with the version that was current, so that any machine can restore from it. It is also the lock: it
is created with ``If-None-Match: *``, so that of two bisects of a bucket only one begins, and each later write has
``If-Match`` with the ETag of the one before, so that a bisect notices when another machine has taken over to restore
(S3 user guide, conditional-writes).
"""

from __future__ import annotations

import getpass
import json
import secrets
import socket
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from mwaa_tf.access.bisect.bucket import Bucket, DeniedError, PreconditionFailedError
from mwaa_tf.access.bisect.errors import BisectError, BisectRunningError, JournalTakenError
from mwaa_tf.text import escape_control_characters

#: Everything that a bisect writes besides the DAG folder is below this prefix.
PREFIX = "mwaa_tf-bisect/"

KEY = f"{PREFIX}journal.json"

_FORMAT = 1


class JournalPhase(StrEnum):
    """What a bisect is doing."""

    BISECTING = "bisecting"
    RESTORING = "restoring"
    """Files are being restored; also after a machine has taken over from another."""


@dataclass(frozen=True, slots=True)
class JournalFile:
    """A DAG file, and where it is."""

    path: str
    """Relative to the DAG folder."""
    key: str
    version: str
    """The version that was current when the bisect began."""
    etag: str
    size: int
    older_markers: tuple[str, ...] = ()
    """Delete markers of the key from before the bisect."""
    copy_version: str = ""
    """Version of the copy in the quarantine; empty before it is copied."""
    is_out: bool = False
    """Whether the file is taken out of the DAG folder, or about to be."""
    marker: str = ""
    """Version of the delete marker that hides the file; empty before it is known."""


@dataclass(frozen=True, slots=True)
class Journal:
    """What a bisect needs to restore everything."""

    id: str
    environment: str
    region: str
    user: str
    host: str
    started: str
    """In ISO 8601, as :attr:`updated`."""
    updated: str
    folder: str
    """Prefix of the DAG folder in the bucket, with a slash at the end."""
    phase: JournalPhase = JournalPhase.BISECTING
    files: tuple[JournalFile, ...] = field(default=())

    @classmethod
    def begin(cls, environment: str, region: str, folder: str, files: Iterable[JournalFile]) -> Journal:
        """The journal of a bisect that begins now, on this machine."""
        now = _now()
        return cls(
            secrets.token_hex(4),
            environment,
            region,
            _user(),
            socket.gethostname(),
            now,
            now,
            folder,
            files=tuple(files),
        )

    @property
    def holder(self) -> str:
        """Who runs or ran the bisect, in words for a terminal."""
        who = f"{self.user} on {self.host}, for {self.environment}, started {self.started}, last step {self.updated}"
        return escape_control_characters(who)

    @property
    def quarantine(self) -> str:
        """Prefix of the copies."""
        return f"{PREFIX}{self.id}/"

    def copy_key(self, file: JournalFile) -> str:
        """The key of the copy of ``file`` in the quarantine."""
        return f"{self.quarantine}{file.path}"

    def with_files(self, files: Iterable[JournalFile]) -> Journal:
        """This journal with ``files`` in place of its own files of the same keys."""
        changed = {file.key: file for file in files}
        return replace(self, files=tuple(changed.get(file.key, file) for file in self.files))


class JournalStore:
    """The journal in the bucket, as this process wrote or read it last."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket
        self._etag = ""

    def read(self) -> Journal | None:
        """The journal; None if there is none. Raises :class:`BisectError` for one that is not understood."""
        stored = self._bucket.read_if_exists(KEY)
        if stored is None:
            return None
        content, self._etag = stored
        return _parse(content, self._bucket.uri(KEY))

    def create(self, journal: Journal) -> None:
        """Write the journal of a new bisect. Raises :class:`BisectRunningError` if there is a journal already."""
        try:
            self._etag = self._bucket.write(KEY, _document(journal), if_none_match="*")
        except PreconditionFailedError as error:
            existing = self.read()
            if existing == journal:  # a request that was sent again because the first response was lost
                return
            raise running_error(existing) from error

    def update(self, journal: Journal) -> Journal:
        """Write ``journal`` with the time of now, and return it.

        Raises :class:`JournalTakenError` if another process has written or deleted it.
        """
        journal = replace(journal, updated=_now())
        try:
            self._etag = self._bucket.write(KEY, _document(journal), if_match=self._etag)
        except PreconditionFailedError as error:
            existing = self.read()
            if existing == journal:
                return journal
            holder = f" by {existing.holder}" if existing else ""
            raise JournalTakenError(f"another machine restores the files, or has restored them{holder}") from error
        return journal

    def delete(self) -> None:
        """Delete the journal, all its versions included, unless another process has written it since."""
        with suppress(PreconditionFailedError):
            self._bucket.delete_current(KEY, self._etag)
            self.purge()

    def purge(self) -> None:
        """Delete the old versions of a journal that is deleted."""
        with suppress(DeniedError):  # hidden is deleted, too
            self._bucket.purge_hidden(KEY)


def running_error(journal: Journal | None) -> BisectRunningError:
    """Why no bisect can begin."""
    if journal is None:
        return BisectRunningError("another bisect of this bucket has just ended; try again")
    return BisectRunningError(
        f"a bisect of this bucket is running, or was ended before it restored its files: {journal.holder}. If it no "
        "longer runs, restore first: add --restore"
    )


def _document(journal: Journal) -> bytes:
    return json.dumps({"format": _FORMAT, **asdict(journal)}, indent=1).encode()


def _parse(content: bytes, uri: str) -> Journal:
    try:
        data: dict[str, Any] = json.loads(content)
        if (version := data.pop("format")) != _FORMAT:
            raise BisectError(f"{uri} has format {version!r}: it needs the version of mwaa_tf that wrote it")
        data["phase"] = JournalPhase(data["phase"])
        files = ({**file, "older_markers": tuple(file["older_markers"])} for file in data.pop("files"))
        return Journal(**data, files=tuple(JournalFile(**file) for file in files))
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
        raise BisectError(f"{uri} is not a journal of a bisect: {escape_control_characters(str(error))}") from error


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container without a name for its user
        return "an unnamed user"
