"""Carrying changes out: one process at a time, each file whole or not at all."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
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


def apply(folder: Path, wanted: Mapping[str, bytes], changes: Changes, manifest: Manifest) -> tuple[str, ...]:
    """Carry ``changes`` out in ``folder``. Returns the copies that were kept of what was in the way."""
    digests = {path: digest(contents) for path, contents in wanted.items()}
    finished = Manifest(digests)
    if changes.is_empty and manifest == finished:
        return ()
    if manifest.pending:
        _sweep(folder)
    touched = [*changes.create, *changes.update, *(conflict.path for conflict in changes.conflicts)]
    _write(folder / NAME, _journal(manifest, digests, touched).text().encode())
    copies = [_set_aside(folder / conflict.path) for conflict in changes.conflicts]
    made: set[str] = set()
    for path in touched:
        if path in wanted:
            parent = path.rpartition("/")[0]
            if parent not in made:
                with _named(folder / parent):
                    (folder / parent).mkdir(parents=True, exist_ok=True)
                made.add(parent)
            _write(folder / path, wanted[path])
    for path in changes.remove:
        _remove(folder, path)
    _write(folder / NAME, finished.text().encode())
    return tuple(copy.relative_to(folder).as_posix() for copy in copies if copy)


def _journal(manifest: Manifest, digests: Mapping[str, str], touched: list[str]) -> Manifest:
    """What is known before the first write: the old contents and, for each file to come, the new."""
    pending = {path: set(old) for path, old in manifest.pending.items()}
    for path in touched:
        if path in digests:
            pending.setdefault(path, set()).add(digests[path])
    return Manifest(manifest.files, {path: tuple(sorted(values)) for path, values in pending.items()})


def _write(path: Path, contents: bytes) -> None:
    """Replace ``path`` in one step: whoever reads it sees all of the old or all of the new contents."""
    unfinished = path.with_name(path.name + _UNFINISHED)
    with _named(path):
        try:
            # O_NOFOLLOW: a link planted under that name must not lead the write elsewhere.
            descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o666)
            try:
                rest = memoryview(contents)
                while rest:
                    rest = rest[os.write(descriptor, rest) :]
            finally:
                os.close(descriptor)
            unfinished.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                unfinished.unlink()
            raise


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
    for leftover in folder.rglob(f"*{_UNFINISHED}"):
        leftover.unlink(missing_ok=True)


@contextlib.contextmanager
def _named(path: Path) -> Iterator[None]:
    """An error of the file system with the file's name, for a person."""
    try:
        yield
    except OSError as error:
        raise MwaaTfError(
            f"{path}: cannot be written: {error.strerror}. No file is half-written; the next run finishes the job"
        ) from None
