"""What Terraform printed, in words, in a file that only the user can read."""

from __future__ import annotations

import json
import os
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from mwaa_tf.diagnostics.masking import masked
from mwaa_tf.text import message_lines


class RunLog:
    """Appends Terraform's messages to ``file``, each with its time, for the length of a ``with`` block.

    A message of ``-json`` becomes its text and the details of its error; other lines are kept as they are. Without
    ``file``, nothing is written.
    """

    def __init__(self, file: Path | None) -> None:
        self._path = file
        self._file: IO[str] | None = None

    def __enter__(self) -> Self:
        if self._path:
            descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            self._file = os.fdopen(descriptor, "a", encoding="utf-8", errors="replace")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file:
            self._file.close()

    def add(self, line: str) -> None:
        """Append what Terraform printed."""
        if self._file and (text := _in_words(line.rstrip("\n"))):
            self._file.write(f"{message_lines(masked(text))}\n")
            # Line by line: the file is read while Terraform runs, and after this process was killed.
            self._file.flush()


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
