"""Digests of what the same inputs rendered to the last time.

For a large deployment, rendering ten thousand files to find that none has changed takes longer than reading them. The
digests of rendered files are in the user's cache, under a key of everything that the text depends on: configuration,
modules, paths and the code of mwaa_tf. A wrong or missing entry costs time, nothing else.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from mwaa_tf.config.deployment import Deployment
from mwaa_tf.files import replace_file
from mwaa_tf.module_sources import ModuleSources
from mwaa_tf.render.manifest import Manifest, digest
from mwaa_tf.user_cache import user_cache

_PACKAGE = Path(__file__).parent.parent

#: Environments; below this, rendering is as fast as a lookup.
_MIN_ENVIRONMENTS = 50

#: Bytes that are read at once; hardly a rendered file has more.
_PART = 2**16

#: Entries in the cache; each has some 100 bytes for a file.
_MAX_ENTRIES = 16


def key_of(deployment: Deployment, sources: ModuleSources, source: str = "") -> str | None:
    """A digest of everything that the rendered text depends on; None for a deployment that is too small to cache.

    ``source`` is a digest of the text that ``deployment`` was read from; to write the deployment as JSON takes longer.
    """
    if len(deployment.environments) < _MIN_ENVIRONMENTS:
        return None
    sha256 = hashlib.sha256()
    for part in (
        sys.version.encode(),
        _code_digest(),
        (source or deployment.model_dump_json()).encode(),
        *(part.encode() for part in sources.paths),
        *_module_files(sources),
    ):
        sha256.update(f"{len(part)}\0".encode())
        sha256.update(part)
    return sha256.hexdigest()


def derived_key(key: str, *parts: str) -> str:
    """The key of other files that depend on ``parts`` besides everything behind ``key``."""
    return hashlib.sha256("\0".join((key, *parts)).encode("utf-8", "surrogateescape")).hexdigest()


def get(key: str, folder: Path, manifest: Manifest) -> Mapping[str, bytes] | None:
    """The files in ``folder``, if they are what the inputs behind ``key`` rendered to; None where that is not known."""
    try:
        digests = json.loads(_entry(key).read_bytes())
    except (OSError, ValueError):
        return None
    if manifest.pending or digests != manifest.files:
        return None
    files: dict[str, bytes] = {}
    root = os.fspath(folder)
    try:
        for path, expected in digests.items():
            # O_NOFOLLOW: a link to the same contents is not the file that was rendered.
            contents = _read(f"{root}/{path}", os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            if digest(contents) != expected:
                return None
            files[path] = contents
    except (OSError, TypeError):
        return None
    return files


def _read(path: str, flags: int) -> bytes:
    """The contents of ``path``. A file object for each of ten thousand would take longer than reading them."""
    descriptor = os.open(path, flags)
    try:
        contents = os.read(descriptor, _PART)
        while part := os.read(descriptor, _PART):
            contents += part
        return contents
    finally:
        os.close(descriptor)


def put(key: str, digests: Mapping[str, str]) -> None:
    """Store the ``digests`` of the files that the inputs behind ``key`` rendered to, and delete the oldest entries."""
    # A cache that cannot be written is no reason to fail.
    with contextlib.suppress(OSError):
        entry = _entry(key)
        entry.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_file(entry, json.dumps(dict(digests)).encode())
        entries = sorted(entry.parent.glob("*.json"), key=lambda path: path.stat().st_mtime)
        for old in entries[:-_MAX_ENTRIES]:
            old.unlink(missing_ok=True)


def _entry(key: str) -> Path:
    return user_cache() / "rendered" / f"{key}.json"


@functools.cache
def _code_digest() -> bytes:
    """A digest of all of mwaa_tf's code and templates.

    Naming the packages that a rendering depends on would save some milliseconds, and one that is forgotten there
    would bring back old text.
    """
    sha256 = hashlib.sha256()
    root = os.fspath(_PACKAGE)
    for file in source_files():
        contents = _read(f"{root}/{file}", os.O_RDONLY)
        sha256.update(f"{file}\0{len(contents)}\0".encode())
        sha256.update(contents)
    return sha256.digest()


def source_files() -> list[str]:
    """The files of mwaa_tf that an entry's key depends on, relative to the package."""
    root = os.fspath(_PACKAGE)
    return sorted(
        f"{folder}/{name}"[len(root) + 1 :]
        for folder, _, names in os.walk(root)
        for name in names
        if name.endswith((".py", ".j2"))
    )


def _module_files(sources: ModuleSources) -> Iterator[bytes]:
    for file in sorted(sources.folder.glob("*/*")):
        if file.suffix in (".tf", ".md") and file.is_file():
            yield os.fsencode(file.relative_to(sources.folder))
            yield file.read_bytes()
