"""Python files as text."""

from __future__ import annotations

import io
import tokenize


def decoded(data: bytes) -> str:
    """The text of a Python file: UTF-8, or what a line such as ``# coding: latin-1`` says (PEP 263).

    Raises :class:`SyntaxError` with what Python cannot decode, and the line.
    """
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return data.decode(encoding)
    except SyntaxError as error:  # what the first two lines say
        raise SyntaxError(error.msg if "unknown encoding" in error.msg else "it is not utf-8") from error
    except UnicodeDecodeError as error:
        raise undecodable(f"it is not {error.encoding}", data, error) from error
    except (LookupError, UnicodeError) as error:  # `rot13` is an encoding, but of no files; `undefined` of nothing
        raise SyntaxError(str(error)) from error


def undecodable(message: str, data: bytes, error: UnicodeDecodeError) -> SyntaxError:
    """``message`` at the line of ``data`` that cannot be decoded."""
    return SyntaxError(message, ("", data.count(b"\n", 0, error.start) + 1, 0, ""))
