"""Objects of the environment's bucket: text up to a size, the directory of an archive, the names below a prefix."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mwaa_tf.doctor.collect.aws.calls import LAST_PAGE, Answer
from mwaa_tf.doctor.collect.aws.operations import operation
from mwaa_tf.doctor.collect.aws.source import AwsSource
from mwaa_tf.doctor.reading import Reading
from mwaa_tf.doctor.view.code import ArchiveMember, PluginsArchive
from mwaa_tf.text import escape_control_characters

LIST_OBJECTS = operation(
    "s3",
    "ListObjectsV2",
    why="which DAG files there are",
    resource="arn:{partition}:s3:::{bucket}",
    actions=("s3:ListBucket",),
    most_pages=5,
)
GET_OBJECT = operation(
    "s3",
    "GetObject",
    why="requirements, plugins, startup script and DAG files",
    resource="arn:{partition}:s3:::{bucket}/*",
    actions=("s3:GetObject", "s3:GetObjectVersion"),
)

LARGEST_TEXT = 2**20
"""Bytes of a text that is read."""

#: Bytes at the end of an archive that are read: the directory of some 10,000 files.
_DIRECTORY = 2**20


#: The system that an archive says it was created on (ZIP file format, version made by).
_UNIX = 3


@dataclass(frozen=True, slots=True)
class VersionedKey:
    """An object, in a version; without one, the latest."""

    bucket: str
    key: str
    version_id: str

    @property
    def parameters(self) -> dict[str, str]:
        """For GetObject."""
        version = {"VersionId": self.version_id} if self.version_id else {}
        return {"Bucket": self.bucket, "Key": self.key, **version}


@dataclass(frozen=True, slots=True)
class Listing:
    """The objects below a prefix."""

    prefix: str
    sizes: Mapping[str, int]
    """Bytes by key, without the prefix; folders, whose keys end with ``/``, are left out."""
    is_complete: bool


def read_listing(source: AwsSource, bucket: str, prefix: str) -> Reading[Listing]:
    """The objects of ``bucket`` below ``prefix``, the first 5,000."""

    def parse(answer: Answer) -> Listing:
        if answer.get("KeyCount") and "Contents" not in answer:
            raise ValueError("it counts objects and lists none")
        sizes = {entry["Key"].removeprefix(prefix): int(entry["Size"]) for entry in answer.get("Contents", [])}
        files = {path: size for path, size in sizes.items() if path and not path.endswith("/")}
        return Listing(prefix, files, not answer[LAST_PAGE]["IsTruncated"])

    return source.read(LIST_OBJECTS, parse, Bucket=bucket, Prefix=prefix)


def read_text(source: AwsSource, version: VersionedKey) -> Reading[bytes]:
    """The contents of an object of at most 1 MiB."""
    return source.read(GET_OBJECT, _contents, **version.parameters)


def read_archive(source: AwsSource, version: VersionedKey) -> Reading[PluginsArchive | None]:
    """The directory of an archive, which is at its end: the rest is not fetched."""
    reading: Reading[PluginsArchive | None] = source.read(
        GET_OBJECT, lambda answer: _archive(version.key, answer), **version.parameters, Range=f"bytes=-{_DIRECTORY}"
    )
    # S3 refuses every range of an empty object.
    if reading.gap and reading.gap.code == "InvalidRange":
        return Reading.of(PluginsArchive(version.key, 0, (), "it is empty"), reading.source)
    return reading


def _contents(answer: Answer) -> bytes:
    size = int(answer["ContentLength"])
    if size > LARGEST_TEXT:
        answer["Body"].close()
        raise ValueError(
            f"the object has {size / 2**20:.1f} MiB, more than the {LARGEST_TEXT / 2**20:g} MiB that are read"
        )
    return read_body(answer["Body"])


def read_body(body: Any) -> bytes:
    """All of the body of an answer. Raises :class:`ValueError` where it ends early."""
    try:
        contents: bytes = body.read()
    except Exception as error:
        raise ValueError(f"the object could not be read to its end: {error}") from error
    finally:
        body.close()
    return contents


def _archive(key: str, answer: Answer) -> PluginsArchive:
    tail, size = read_body(answer["Body"]), _total(answer)
    try:
        with zipfile.ZipFile(_Tail(tail, size)) as archive:
            return PluginsArchive(key, size, tuple(map(_member, archive.infolist())))
    except _BeforeTailError as error:
        raise ValueError(f"the directory of {key} is larger than {_DIRECTORY / 2**20:g} MiB") from error
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, UnicodeDecodeError) as error:
        return PluginsArchive(key, size, (), escape_control_characters(str(error) or type(error).__name__))


def _total(answer: Answer) -> int:
    """The size of the object; an answer that has all of it need not say which range it is."""
    if "ContentRange" not in answer:
        return int(answer["ContentLength"])
    total = re.fullmatch(r"bytes \d+-\d+/(\d+)", answer["ContentRange"])
    if total is None:
        raise ValueError(f"the range {answer['ContentRange']!r}")
    return int(total[1])


def _member(info: zipfile.ZipInfo) -> ArchiveMember:
    # As stored: `filename` is cut at a NUL and has other separators, by which a name could look harmless.
    mode = info.external_attr >> 16 if info.create_system == _UNIX else None
    return ArchiveMember(info.orig_filename, info.file_size, bool(info.flag_bits & 1), info.compress_type, mode or None)


class _BeforeTailError(Exception):
    """A part of the file is asked for that was not read."""


class _Tail(io.RawIOBase):
    """A file of which only the end was read."""

    def __init__(self, tail: bytes, size: int) -> None:
        self._tail = tail
        self._size = size
        self._place = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise OSError("before the start")
        self._place = base + offset
        return self._place

    def read(self, size: int = -1) -> bytes:
        start = self._place - (self._size - len(self._tail))
        if start < 0:
            raise _BeforeTailError
        end = len(self._tail) if size < 0 else start + size
        data = self._tail[start:end]
        self._place += len(data)
        return data
