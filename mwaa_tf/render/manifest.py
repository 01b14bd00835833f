"""The record of what mwaa_tf wrote into a folder, by which it recognizes its own files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, field

from mwaa_tf.errors import UsageError
from mwaa_tf.files import UnreadableFileError, read_plain_file

#: Name of the file in the deployment's folder. It is committed with the workspaces.
NAME = ".mwaa_tf.json"

#: The same for the files of engines, whose paths are relative to the configuration's folder. Beside the other, since
#: several configurations may share a folder.
PIPELINES = ".mwaa_tf.pipelines.json"

_VERSION = 1

#: Bytes; a manifest has some hundred for each file.
_LARGEST = 2**26


class ManifestError(UsageError):
    """The manifest cannot be read, so that the files of mwaa_tf cannot be told from others."""


class Manifest(Struct, frozen=True):
    """The SHA-256 of each file as it was written.

    ``pending`` has those of a run that has not finished. It is written before the first file and emptied after the
    last, so that the next run recognizes the files of one that was killed, whichever of them it reached.
    """

    files: Mapping[str, str] = field(default_factory=dict)
    pending: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    release: str = ""
    """The version of mwaa_tf whose modules these are; empty for a deployment, which follows its configuration."""

    def wrote(self, path: str, digest: str) -> bool:
        """Whether mwaa_tf wrote contents with ``digest`` to ``path``."""
        return self.files.get(path) == digest or digest in self.pending.get(path, ())

    @property
    def paths(self) -> frozenset[str]:
        """All files that mwaa_tf may have written."""
        return frozenset(self.files) | frozenset(self.pending)

    def text(self) -> str:
        """The manifest as JSON, one line per file so that branches merge."""
        # Without json's `indent`, which disables its fast encoder.
        parts = [f'  "version": {_VERSION}', _table("files", self.files)]
        if self.release:
            parts.insert(1, f'  "mwaa_tf": {json.dumps(self.release)}')
        if self.pending:
            at_once = max(map(len, self.pending.values())) == 1
            parts.append(_table("pending", self.pending, at_once=at_once))
        return "{\n" + ",\n".join(parts) + "\n}\n"


def _table(name: str, entries: Mapping[str, str] | Mapping[str, tuple[str, ...]], *, at_once: bool = True) -> str:
    if at_once:
        # One call is faster. Its separator would also be that of several digests of a file.
        members = json.dumps(dict(entries), sort_keys=True, separators=(",\n    ", ": "))[1:-1]
        lines = members and f"    {members}"
    else:
        lines = ",\n".join(f"    {json.dumps(path)}: {json.dumps(entry)}" for path, entry in sorted(entries.items()))
    return f'  "{name}": {{\n{lines}\n  }}'


def digest(contents: bytes) -> str:
    """The SHA-256 of a file's contents, in hexadecimal."""
    return hashlib.sha256(contents).hexdigest()


def digests(files: Mapping[str, bytes]) -> dict[str, str]:
    """The digest of each of ``files``, by path. Many are one object under several paths, which is read once."""
    known: dict[int, str] = {}
    for contents in files.values():
        if id(contents) not in known:
            known[id(contents)] = digest(contents)
    return {path: known[id(contents)] for path, contents in files.items()}


def is_link(folder: Path, name: str = NAME) -> bool:
    """Whether the manifest of ``folder`` is a symbolic link: to write it would replace the link."""
    return (folder / name).is_symlink()


def read(folder: Path, name: str = NAME) -> Manifest:
    """Read the manifest of ``folder``; an empty one where the file does not exist.

    Raises :class:`ManifestError` for one that is not valid, or that names a path outside of the folder that it is
    about, and :class:`~mwaa_tf.files.UnreadableFileError`.
    """
    path = folder / name
    try:
        data = json.loads(read_plain_file(path, _LARGEST))
        if data["version"] != _VERSION:
            raise ManifestError(f"{path}: written by another version of mwaa_tf (format {data['version']!r})")
        manifest = Manifest(
            {str(file): str(value) for file, value in data["files"].items()},
            {str(file): tuple(map(str, values)) for file, values in data.get("pending", {}).items()},
            str(data.get("mwaa_tf", "")),
        )
    except UnreadableFileError as error:
        if isinstance(error.__cause__, FileNotFoundError):
            return Manifest()
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ManifestError(
            f"{path}: not a manifest of mwaa_tf; restore it from version control, or delete it: "
            "the next render then accepts files that match the configuration and reports the others"
        ) from error
    for file in manifest.paths:
        # These paths are deleted when they leave the configuration, and the manifest may come from someone else.
        if file.startswith("/") or ".." in file.split("/"):
            raise ManifestError(f"{path}: names {file!r}, which is outside of the deployment's folder")
    return manifest
