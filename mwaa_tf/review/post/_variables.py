"""The variables of a pipeline."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from mwaa_tf.errors import UsageError

#: An address without what Markdown or HTML would read as markup.
_ADDRESS = re.compile(r"https?://[A-Za-z0-9._~:/@%+-]{1,2000}")


def required(environ: Mapping[str, str], names: Sequence[str], where: str) -> None:
    """Raise :class:`UsageError` with all of ``names`` that are not set; ``where`` says what sets them."""
    missing = [name for name in names if not environ.get(name, "").strip()]
    if missing:
        are = "is" if len(missing) == 1 else "are"
        raise UsageError(f"{', '.join(missing)} {are} not set; {where}")


def token_in(environ: Mapping[str, str], name: str) -> str:
    """The token in a variable; empty where there is none. A trailing line end is removed."""
    token = environ.get(name, "").strip()
    if not (token.isascii() and token.isprintable()) or " " in token:
        raise UsageError(f"{name}: has characters that no token has")
    return token


def number_in(environ: Mapping[str, str], name: str) -> int | None:
    """A number in a variable; None where there is none."""
    value = environ.get(name, "").strip()
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 20 else None


def address_in(environ: Mapping[str, str], name: str) -> str:
    """The address of a page in a variable, for Markdown; empty where there is none."""
    value = environ.get(name, "").strip()
    return value if _ADDRESS.fullmatch(value) else ""
