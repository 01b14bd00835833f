"""Carrying changes out: one process at a time, each file whole or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from mwaa_tf.errors import MwaaTfError
from mwaa_tf.render.changes import Changes
from mwaa_tf.render.manifest import NAME, Manifest, digest

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has no flock; there two renders at once are not kept apart
    fcntl = None  # type: ignore[assignment]

#: Ending of a file that is being written. One that a killed run left is overwritten or swept by the next.
_UNFINISHED = ".mwaa_tf-unfinished"

#: Ending of a person's file that `--force` set aside.
KEPT = ".kept"


@contextlib.contextmanager
def exclusive(folder: Path) -> Iterator[None]:
    """Hold ``folder`` alone, making it where needed. Raises :class:`MwaaTfError` where another render holds it."""
    with _named(folder):
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY)
    try:
        if fcntl is not None:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise MwaaTfError(f"{folder}: another render is at work here; try again when it is done") from None
        yield
    finally:
        os.close(descriptor)


def apply(
    folder: Path, wanted: Mapping[str, bytes], changes: Changes, manifest: Manifest, *, release: str = ""
) -> tuple[str, ...]:
    """Carry ``changes`` out in ``folder``. Returns the copies that were kept of what was in the way.

    ``release`` goes into the manifest, where it says whose modules these are.
    """
    digests = {path: digest(contents) for path, contents in wanted.items()}
    finished = Manifest(digests, release=release)
    # A run that was killed while it wrote the manifest itself left no journal by which the rest would be swept.
    _discard(_unfinished(folder / NAME))
    if changes.is_empty and manifest == finished:
        return ()
    if manifest.pending:
        _sweep(folder)
    touched = [*changes.create, *changes.update, *(conflict.path for conflict in changes.conflicts)]
    _write(folder / NAME, _journal(manifest, digests, touched, release).text().encode())
    copies = [_set_aside(folder / conflict.path) for conflict in changes.conflicts]
    for parent, files in _by_folder(path for path in touched if path in wanted):
        if (folder / parent).is_dir():
            for path in files:
                _write(folder / path, wanted[path])
        else:
            _write_folder(folder / parent, {path.rpartition("/")[2]: wanted[path] for path in files})
    for path in changes.remove:
        _remove(folder, path)
    _write(folder / NAME, finished.text().encode())
    return tuple(copy.relative_to(folder).as_posix() for copy in copies if copy)


def is_unfinished(folder: Path) -> bool:
    """Whether a run is writing the manifest of ``folder`` right now, or was killed while it did."""
    return _unfinished(folder / NAME).exists()


def _unfinished(path: Path) -> Path:
    return path.with_name(path.name + _UNFINISHED)


def _journal(manifest: Manifest, digests: Mapping[str, str], touched: list[str], release: str) -> Manifest:
    """What is known before the first write: the old contents and, for each file to come, the new."""
    pending = {path: set(old) for path, old in manifest.pending.items()}
    for path in touched:
        if path in digests:
            pending.setdefault(path, set()).add(digests[path])
    recorded = {path: tuple(sorted(values)) for path, values in pending.items()}
    return Manifest(manifest.files, recorded, release)


def _by_folder(paths: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    grouped: dict[str, list[str]] = {}
    for path in paths:
        grouped.setdefault(path.rpartition("/")[0], []).append(path)
    return iter(grouped.items())


def _write(path: Path, contents: bytes) -> None:
    """Replace ``path`` in one step: whoever reads it sees all of the old or all of the new contents."""
    unfinished = _unfinished(path)
    with _named(path):
        try:
            _put(os.fspath(unfinished), contents)
            unfinished.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                unfinished.unlink()
            raise


def _write_folder(path: Path, files: Mapping[str, bytes]) -> None:
    """Make the folder ``path`` with ``files`` in one step: a workspace is there with all of them, or not at all."""
    unfinished = _unfinished(path)
    with _named(path):
        _discard(unfinished)
        try:
            unfinished.mkdir(parents=True)
            for name, contents in files.items():
                _put(f"{unfinished}/{name}", contents)
            unfinished.rename(path)
        except BaseException:
            with contextlib.suppress(OSError):
                _discard(unfinished)
            raise


def _put(path: str, contents: bytes) -> None:
    # O_NOFOLLOW: a link planted under that name must not lead the write elsewhere.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o666)
    try:
        written = os.write(descriptor, contents)
        while written < len(contents):
            written += os.write(descriptor, contents[written:])
    finally:
        os.close(descriptor)


def _discard(unfinished: Path) -> None:
    """Delete what a killed run left under the name of an unfinished file or folder."""
    if unfinished.is_dir() and not unfinished.is_symlink():
        shutil.rmtree(unfinished)
    else:
        unfinished.unlink(missing_ok=True)


def _set_aside(path: Path) -> Path | None:
    """Move a person's file out of the way, under a name that is free and that Terraform does not read."""
    if not os.path.lexists(path):
        return None
    number = 0
    while os.path.lexists(copy := path.with_name(f"{path.name}{KEPT}{f'-{number}' if number else ''}")):
        number += 1
    with _named(path):
        path.rename(copy)
    return copy


def _remove(folder: Path, path: str) -> None:
    """Delete a file, and the folders that are empty without it."""
    target = folder / path
    with _named(target):
        target.unlink(missing_ok=True)
    for parent in target.parents:
        if parent == folder:
            return
        try:
            parent.rmdir()
        except OSError:  # not empty: something in it is not ours
            return


def _sweep(folder: Path) -> None:
    for leftover in list(folder.rglob(f"*{_UNFINISHED}")):
        _discard(leftover)


@contextlib.contextmanager
def _named(path: Path) -> Iterator[None]:
    """An error of the file system with the file's name, for a person."""
    try:
        yield
    except OSError as error:
        raise MwaaTfError(
            f"{path}: cannot be written: {error.strerror}. No file is half-written; the next run finishes the job"
        ) from None
