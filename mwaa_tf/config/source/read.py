"""A configuration file, whatever its format."""

from __future__ import annotations

import hashlib
import importlib
import re
from pathlib import Path

from msgspec.structs import replace

from mwaa_tf.config.source.document import Document, SourceError

#: File name ending -> module of this package that parses it.
FORMATS = {".yaml": "yaml", ".yml": "yaml", ".toml": "toml", ".json": "json"}

#: The line with which Git begins the first version of what it could not merge.
_CONFLICT = re.compile(r"^<{7}(?: |$)", re.MULTILINE)

#: Bytes; ten thousand environments with every field set stay far below.
_LARGEST_FILE = 32 * 1024 * 1024


def read(path: Path) -> Document:
    """The contents of ``path`` as data with lines. Raises :class:`SourceError` where that is not possible."""
    if path.suffix.lower() not in FORMATS:
        raise SourceError(f"unknown kind of file; allowed endings: {', '.join(FORMATS)}")
    text = _text(path)
    try:
        document = parse_text(path, text)
    except SourceError as error:
        if marker := _CONFLICT.search(text):
            raise SourceError(
                "a merge conflict begins here: keep one version, remove the lines with <<<<<<<, ======= and >>>>>>>",
                text.count("\n", 0, marker.start()) + 1,
            ) from error
        raise
    digest = hashlib.sha256(f"{path.suffix.lower()}\0{text}".encode()).hexdigest()
    return replace(document, digest=digest)


def parse_text(path: Path, text: str) -> Document:
    """``text`` as the contents of ``path``, whose ending is one of :data:`FORMATS`. Raises :class:`SourceError`."""
    # Imported late: a YAML file must not cost a TOML parser, nor the other way round.
    parse = importlib.import_module(f"mwaa_tf.config.source.{FORMATS[path.suffix.lower()]}").parse
    document: Document = parse(text)
    return document


def _text(path: Path) -> str:
    try:
        if path.is_fifo():  # to open one that has no writer would wait forever
            raise SourceError("cannot be read: it is a pipe, not a file")
        with path.open("rb") as file:
            raw = file.read(_LARGEST_FILE + 1)
    except FileNotFoundError as error:
        raise SourceError("no such file; `mwaa_tf init` writes one") from error
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}") from error
    if len(raw) > _LARGEST_FILE:
        raise SourceError(f"larger than {_LARGEST_FILE // 1024 // 1024} MiB")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError("not UTF-8 text", raw.count(b"\n", 0, error.start) + 1) from error
