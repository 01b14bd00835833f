"""Text as a shell of Windows writes it."""

from __future__ import annotations

import codecs
from pathlib import Path

from mwaa_tf.terraform.plan_mistakes import PlanError

#: Byte order marks that PowerShell writes at the beginning of a file.
_ENCODINGS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def as_utf8(contents: bytes, path: Path) -> bytes:
    """``contents`` of ``path`` without a byte order mark. Raises :class:`PlanError` where they are not what it says."""
    for mark, encoding in _ENCODINGS:
        if contents.startswith(mark):
            try:
                return contents.decode(encoding).encode()
            except UnicodeError as error:
                raise PlanError(f"{path}: is not text in {encoding}, though it begins so") from error
    return contents
