"""Text without secrets, for logs: what looks like one, what is named like one, and the values of secret variables."""

from __future__ import annotations

import json
import os
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from mwaa_tf.secret_values import HIDDEN, is_secret_name, redacted

#: What stands where a secret was.
MASK = "(masked)"

#: Environment variables whose values are secrets, beside those that end like the name of a secret: TF_TOKEN_…
_SECRET_VARIABLE = re.compile(
    r"SECRET|TOKEN|PASSW|PRIVATE_KEY|API_?KEY|ACCESS_KEY|CREDENTIAL|AUTHORIZATION", re.IGNORECASE
)

#: … but these name a file or an address.
_NO_SECRET = re.compile(r"_(?:FILE|PATH|URI|URL|DIR|ARN|NAME)$", re.IGNORECASE)

#: Variables of every shell, whose values are folders; in a connection string, PWD is a password.
_FOLDERS = ("PWD", "OLDPWD")

#: A shorter value is no secret, and replacing it would mangle every other word.
_SHORTEST = 8

#: The rest of the line is the header's value: a scheme and what follows it.
_HEADER = re.compile(
    r"((?:proxy-)?authorization|x-amz-security-token|private-token|job-token|cookie)([\"']?\s*[:=]\s*).*", re.IGNORECASE
)

#: ``password=…``, ``"SecretAccessKey": "…"``, ``X-Amz-Signature=…`` in a URL, ``token = "…"``.
_ASSIGNMENT = re.compile(
    r"""
    ( passw(?:or)?d | secret | secret_?access_?key | (?:session|security|access|auth|id)[_-]?token | \btoken
      | api_?key | private_?key | signature )
    (["']?\s*[:=]\s*)
    (?! \((?:masked|an?\ ) )
    ( "(?:\\.|[^"\\])*" | '(?:\\.|[^'\\])*' | [^\s"'&,;)\]}]+ )
    """,
    re.IGNORECASE | re.VERBOSE,
)


def masked(text: str, environ: Mapping[str, str] | None = None) -> str:
    """``text`` with every secret replaced: known forms, assignments, headers, and the secrets in ``environ``.

    ``environ`` defaults to the environment of this process.
    """
    return Mask(environ)(text)


class Mask:
    """:func:`masked` for many texts, with the environment as it is now."""

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        values = secret_variables(os.environ if environ is None else environ)
        self._spellings = [spelling for value in values for spelling in _spellings(value)]

    def __call__(self, text: str) -> str:
        """``text`` without secrets."""
        for spelling in self._spellings:
            text = text.replace(spelling, MASK)
        text = redacted(text).replace(HIDDEN, MASK)
        text = _HEADER.sub(rf"\1\2{MASK}", text)
        return _ASSIGNMENT.sub(_assignment, text)


def masked_command(arguments: Iterable[str]) -> str:
    """A command line as a shell takes it, without secrets. It is quoted last, since quotes would break up a secret."""
    return shlex.join(map(Mask(), arguments))


@dataclass(frozen=True, slots=True)
class MaskedCommand:
    """A command line for a log record, which becomes :func:`masked_command` only where someone reads it."""

    arguments: Sequence[str]

    def __str__(self) -> str:
        return masked_command(self.arguments)


def secret_variables(environ: Mapping[str, str]) -> list[str]:
    """The values in ``environ`` that are secrets by the names of their variables, the longest first."""
    values = {value for name, value in environ.items() if len(value) >= _SHORTEST and _is_secret(name)}
    return sorted(values, key=len, reverse=True)


@lru_cache(maxsize=512)
def _is_secret(name: str) -> bool:
    if name in _FOLDERS:
        return False
    return is_secret_name(name) or (_SECRET_VARIABLE.search(name) is not None and not _NO_SECRET.search(name))


def _spellings(value: str) -> Iterator[str]:
    """A secret as it is, and as it stands in a URL, a form and JSON, the longest first."""
    spellings = {value, quote(value), quote(value, safe=""), json.dumps(value)[1:-1], quote(value, safe="").lower()}
    yield from sorted(spellings, key=len, reverse=True)


def _assignment(match: re.Match[str]) -> str:
    quote = match[3][0] if match[3][0] in "\"'" else ""
    return f"{match[1]}{match[2]}{quote}{MASK}{quote}"
