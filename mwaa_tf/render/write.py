"""Carry out changes to a deployment's folder: one process at a time, each file as a whole or not at all."""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from mwaa_tf.errors import MwaaTfError
from mwaa_tf.files import UnwritableFileError, replace_file, write_whole_file
from mwaa_tf.render.changes import FileChanges
from mwaa_tf.render.manifest import NAME, Manifest
from mwaa_tf.render.manifest import digests as digests_of

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has no flock; there two renders at once are not prevented
    fcntl = None  # type: ignore[assignment]

_log = logging.getLogger(__name__)

#: Suffix of a file that is being written. One that a killed run left is overwritten or deleted by the next.
_UNFINISHED = ".mwaa_tf-unfinished"

#: Suffix of a user's file that `--force` backed up. Terraform does not read files with this suffix.
_BACKUP = ".backup"


#: How a run ends that the file system refuses something: before its first write, or after it.
_NOTHING = "Nothing was written"
_INTERRUPTED = "Files written before it are complete; once it can be written, the next run writes the rest"


class LockedFolderError(MwaaTfError):
    """Another process writes the files of the folder; it does not take long."""


@contextlib.contextmanager
def lock(folder: Path) -> Iterator[None]:
    """Create ``folder`` where it does not exist, and lock it.

    Raises :class:`LockedFolderError` if another render has it.
    """
    with _reported(folder, _NOTHING):
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY)
    try:
        if fcntl is not None:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise LockedFolderError(
                    f"{folder}: another render is running here; try again when it has finished"
                ) from error
        yield
    finally:
        os.close(descriptor)


def apply(
    folder: Path,
    wanted: Mapping[str, bytes],
    changes: FileChanges,
    manifest: Manifest,
    *,
    release: str = "",
    manifest_file: Path | None = None,
    digests: Mapping[str, str] | None = None,
) -> tuple[str, ...]:
    """Carry out ``changes`` in ``folder``. Returns the paths of the backups of files in conflict.

    ``release`` is the version of mwaa_tf whose modules these are, for the manifest. ``manifest_file`` is where the
    manifest belongs that is not in ``folder``; it is deleted when it has no more files. ``digests`` are those of
    ``wanted``, where they are known. Raises :class:`MwaaTfError` where the file system refuses; the next run then
    continues.
    """
    record = manifest_file or folder / NAME
    digests = digests_of(wanted) if digests is None else digests
    finished = Manifest(digests, release=release)
    # A run that was killed while it wrote the manifest itself left no journal by which the rest would be deleted.
    _discard(_unfinished(record), _NOTHING)
    if changes.is_empty and manifest == finished:
        return ()
    _discard_leftovers(folder, manifest.pending)
    touched = [*changes.create, *changes.update, *(conflict.path for conflict in changes.conflicts)]
    _write(record, _journal(manifest, digests, touched, release).text().encode(), _NOTHING)
    backups = [_back_up(folder / conflict.path) for conflict in changes.conflicts]
    _write_all(folder, wanted, [path for path in touched if path in wanted])
    for path in changes.remove:
        _remove(folder, path)
    if wanted or manifest_file is None:
        _write(record, finished.text().encode())
    else:
        _discard(record)
    return tuple(backup.relative_to(folder).as_posix() for backup in backups if backup)


def is_unfinished(manifest_file: Path) -> bool:
    """Whether a run is writing ``manifest_file``, or was killed while it did."""
    return _unfinished(manifest_file).exists()


def _unfinished(path: Path) -> Path:
    return path.with_name(path.name + _UNFINISHED)


def _journal(manifest: Manifest, digests: Mapping[str, str], touched: list[str], release: str) -> Manifest:
    """The manifest before the first write: the old digests and, for each file to be written, the new one."""
    pending = dict(manifest.pending)
    for path in touched:
        if path in digests:
            pending[path] = tuple(sorted({*pending.get(path, ()), digests[path]}))
    return Manifest(manifest.files, pending, release)


def _write_all(folder: Path, wanted: Mapping[str, bytes], paths: Iterable[str]) -> None:
    root = os.fspath(folder)
    new_folders = 0
    for parent, files in _by_folder(paths):
        if os.path.isdir(f"{root}/{parent}"):  # noqa: PTH112
            for path in files:
                _write(folder / path, wanted[path])
        else:
            _write_folder(f"{root}/{parent}", {path.rpartition("/")[2]: wanted[path] for path in files})
            new_folders += 1
    _log.debug("wrote %d new folders in %s", new_folders, folder)


def _by_folder(paths: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    grouped: dict[str, list[str]] = {}
    for path in paths:
        grouped.setdefault(path.rpartition("/")[0], []).append(path)
    return iter(grouped.items())


def _write(path: Path, contents: bytes, outcome: str = _INTERRUPTED) -> None:
    with _reported(path, outcome):
        replace_file(path, contents, temporary=_unfinished(path))


def _write_folder(path: str, files: Mapping[str, bytes]) -> None:
    """Create the folder ``path`` with ``files`` in one step: a workspace has all of its files or does not exist.

    Paths are text, as pathlib would take a tenth of a large render.
    """
    unfinished = path + _UNFINISHED
    try:
        _make_folder(unfinished)
        try:
            for name, contents in files.items():
                write_whole_file(f"{unfinished}/{name}", contents)
            os.rename(unfinished, path)  # noqa: PTH104
        except BaseException:
            with contextlib.suppress(OSError, UnwritableFileError):
                _discard(Path(unfinished))
            raise
    except OSError as error:
        raise _unwritable(path, error) from error


def _make_folder(unfinished: str) -> None:
    """Create the folder ``unfinished``, empty, and those around it."""
    try:
        os.mkdir(unfinished)  # noqa: PTH102
    except FileExistsError:
        _discard(Path(unfinished))
        os.mkdir(unfinished)  # noqa: PTH102
    except FileNotFoundError:
        Path(unfinished).mkdir(parents=True)


def _discard(unfinished: Path, outcome: str = _INTERRUPTED) -> None:
    """Delete an unfinished file or folder that a killed run left."""
    # Looked up first: on a read-only file system, deleting what does not exist fails too.
    if not os.path.lexists(unfinished):
        return
    import shutil  # loads the decompressors; hardly any run deletes a folder

    with _reported(unfinished, outcome):
        if unfinished.is_dir() and not unfinished.is_symlink():
            shutil.rmtree(unfinished)
        else:
            unfinished.unlink(missing_ok=True)


def _back_up(path: Path) -> Path | None:
    """Rename a user's file, to a name that is not taken."""
    if not os.path.lexists(path):
        return None
    number = 0
    while os.path.lexists(backup := path.with_name(f"{path.name}{_BACKUP}{f'-{number}' if number else ''}")):
        number += 1
    with _reported(path):
        path.rename(backup)
    _log.debug("moved %s to %s", path, backup)
    return backup


def _remove(folder: Path, path: str) -> None:
    """Delete a file, and the folders that are empty without it."""
    target = folder / path
    with _reported(target):
        target.unlink(missing_ok=True)
    _log.debug("removed %s", target)
    for parent in target.parents:
        if parent == folder:
            return
        try:
            parent.rmdir()
        except OSError:  # not empty
            return


def _discard_leftovers(folder: Path, pending: Iterable[str]) -> None:
    """Delete what a killed run left of the files that its journal names, and of their folders."""
    for path in pending:
        _discard(_unfinished(folder / path))
    for parent in {Path(path).parent for path in pending} - {Path()}:
        _discard(_unfinished(folder / parent))


@contextlib.contextmanager
def _reported(path: Path, outcome: str = _INTERRUPTED) -> Iterator[None]:
    """Turn an error of the file system into a :class:`MwaaTfError` that names ``path``, with the ``outcome``."""
    try:
        yield
    except OSError as error:
        raise _unwritable(path, error, outcome) from error


def _unwritable(path: Path | str, error: OSError, outcome: str = _INTERRUPTED) -> UnwritableFileError:
    return UnwritableFileError(f"{path}: cannot be written: {error.strerror}. {outcome}")
