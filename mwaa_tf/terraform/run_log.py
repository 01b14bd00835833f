"""What Terraform printed, in words, in a file that only the user can read."""

from __future__ import annotations

import json
import logging
import os
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from mwaa_tf.diagnostics.masking import Mask
from mwaa_tf.text import message_lines

_log = logging.getLogger(__name__)


class RunLog:
    """Appends Terraform's messages to ``file``, each with its time, for the length of a ``with`` block.

    A message of ``-json`` becomes its text and the details of its error; other lines are kept as they are. Without
    ``file``, nothing is written.
    """

    def __init__(self, file: Path | None) -> None:
        self._path = file
        self._file: IO[str] | None = None
        self._mask = Mask()

    def __enter__(self) -> Self:
        if self._path:
            try:
                descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
                self._file = os.fdopen(descriptor, "a", encoding="utf-8", errors="replace")
            except OSError as error:
                self._end(error)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file:
            with suppress(OSError):  # what could not be written has been said
                self._file.close()

    def add(self, line: str) -> None:
        """Append what Terraform printed."""
        if self._file and line and (text := _in_words(line.rstrip("\n"))):
            try:
                self._file.write(f"{message_lines(self._mask(text))}\n")
                # Line by line: the file is read while Terraform runs, and after this process was killed.
                self._file.flush()
            except OSError as error:
                self._end(error)

    def _end(self, error: OSError) -> None:
        """Go on without the log: nothing that Terraform does depends on it."""
        _log.warning("%s: cannot be written: %s", self._path, error.strerror or error)
        self._file = None


def _in_words(line: str) -> str:
    try:
        message = json.loads(line)
        return " ".join(filter(None, [str(message.get("@timestamp", "")), _text(message)]))
    except (ValueError, AttributeError):
        return line


def _text(message: dict[str, Any]) -> str:
    diagnostic = message.get("diagnostic") or {}
    location = diagnostic.get("range") or {}
    place = f"{location['filename']}:{location.get('start', {}).get('line')}" if location.get("filename") else ""
    return "\n  ".join(filter(None, [str(message.get("@message", "")), place, str(diagnostic.get("detail", ""))]))
