"""What the same inputs rendered to the last time.

For a large deployment, rendering ten thousand files to find that none has changed takes longer than reading them. The
digests of what was rendered are kept in the user's cache, under a key made of everything that the text depends on:
configuration, modules, paths and this package's own code. A wrong or missing entry costs time, nothing else.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from mwaa_tf.config.deployment import Deployment
from mwaa_tf.render.manifest import Manifest, digest
from mwaa_tf.render.sources import Sources
from mwaa_tf.user_cache import user_cache

#: Environments; below this, rendering is as fast as looking it up.
_WORTHWHILE = 50

#: Entries that are kept; each has some 100 bytes for a file.
_KEPT = 16


def key_of(deployment: Deployment, sources: Sources) -> str | None:
    """A digest of everything that the rendered text depends on; None where it is not worth the while."""
    if len(deployment.environments) < _WORTHWHILE:
        return None
    found = hashlib.sha256()
    for part in (
        sys.version.encode(),
        _code(),
        deployment.model_dump_json().encode(),
        *(part.encode() for part in sources.paths),
        *_module_files(sources),
    ):
        found.update(f"{len(part)}\0".encode())
        found.update(part)
    return found.hexdigest()


def fresh_files(key: str, folder: Path, manifest: Manifest) -> Mapping[str, bytes] | None:
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
            contents = _read(f"{root}/{path}")
            if digest(contents) != expected:
                return None
            files[path] = contents
    except (OSError, TypeError):
        return None
    return files


def _read(path: str) -> bytes:
    # O_NOFOLLOW: a link to the same contents is not the file that was rendered.
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb", buffering=0) as file:
        return file.read()


def remember(key: str, wanted: Mapping[str, bytes]) -> None:
    """Keep the digests of what the inputs behind ``key`` rendered to."""
    entry = _entry(key)
    # A cache that cannot be written is no reason to fail.
    with contextlib.suppress(OSError):
        entry.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = entry.with_suffix(f".{os.getpid()}")
        unfinished.write_text(json.dumps({path: digest(contents) for path, contents in sorted(wanted.items())}))
        unfinished.replace(entry)
        entries = sorted(entry.parent.glob("*.json"), key=lambda path: path.stat().st_mtime)
        for old in entries[:-_KEPT]:
            old.unlink(missing_ok=True)


def _entry(key: str) -> Path:
    return user_cache() / "rendered" / f"{key}.json"


@cache
def _code() -> bytes:
    package = Path(__file__).parent.parent
    found = hashlib.sha256()
    for folder in ("blueprint", "config", "contract", "hcl", "render"):
        for file in sorted((package / folder).rglob("*")):
            if file.suffix in (".py", ".j2"):
                found.update(file.read_bytes())
    return found.digest()


def _module_files(sources: Sources) -> Iterator[bytes]:
    for file in sorted(sources.folder.glob("*/*")):
        if file.suffix in (".tf", ".md") and file.is_file():
            yield os.fsencode(file.relative_to(sources.folder))
            yield file.read_bytes()
