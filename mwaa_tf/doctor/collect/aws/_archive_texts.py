"""The Python files in an archive, within limits: an archive may unpack to far more than it has bytes."""

from __future__ import annotations

import io
import zipfile
import zlib

from mwaa_tf.doctor.collect.aws._objects import GET_OBJECT, LARGEST_TEXT, VersionedKey, read_body
from mwaa_tf.doctor.collect.aws.calls import Answer
from mwaa_tf.doctor.collect.aws.source import AwsSource
from mwaa_tf.doctor.reading import Reading
from mwaa_tf.doctor.view.code import DagSources, StoredText

#: Bytes of an archive that is read.
_LARGEST_ARCHIVE = 50 * 2**20

#: Files that are read, and bytes of all of them together.
_MOST_FILES, _MOST_BYTES = 500, 20 * 2**20

_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, UnicodeDecodeError)


def read_modules(source: AwsSource, version: VersionedKey) -> Reading[DagSources]:
    """The files that end with ``.py`` in an archive; one that is no archive has none, as the doctor's checks say."""
    return source.read(GET_OBJECT, _modules, **version.parameters)


def _modules(answer: Answer) -> DagSources:
    size = int(answer["ContentLength"])
    if size > _LARGEST_ARCHIVE:
        answer["Body"].close()
        raise ValueError(
            f"the archive has {size / 2**20:.1f} MiB, more than the {_LARGEST_ARCHIVE >> 20} that are read"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(read_body(answer["Body"]))) as archive:
            return _read(archive)
    except _UNREADABLE:
        return DagSources((), ("the whole of plugins.zip, which is no archive",))


def _read(archive: zipfile.ZipFile) -> DagSources:
    files: list[StoredText] = []
    left_out: list[str] = []
    total = 0
    for member in archive.infolist():
        if not member.filename.endswith(".py"):
            continue
        if member.file_size > LARGEST_TEXT or total + member.file_size > _MOST_BYTES or len(files) == _MOST_FILES:
            left_out.append(f"{member.filename} ({member.file_size / 2**20:.1f} MiB)")
            continue
        try:
            files.append(StoredText(member.filename, _contents(archive, member)))
            total += member.file_size
        except _UNREADABLE as error:
            left_out.append(f"{member.filename} ({error})")
    return DagSources(tuple(files), tuple(left_out))


def _contents(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """No more than the directory says: it may lie about the size."""
    with archive.open(member) as file:
        data = file.read(LARGEST_TEXT + 1)
    if len(data) > LARGEST_TEXT:
        raise OSError("larger than it says")
    return data
