"""The line of a configuration that lets access methods serve the successor: written, and taken out again.

Everything else of the file stays as it is, comments and blanks included. The result is parsed, and only taken if
nothing but that field has changed.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mwaa_tf.config import ConfigError, Deployment, parse
from mwaa_tf.config.source import SourceError
from mwaa_tf.config.source.read import FORMATS
from mwaa_tf.errors import UsageError

_FIELD = "access_workspace"


def switched_text(file: Path, text: str, key: str, predecessor: str) -> str:
    """``text`` of ``file`` in which the environment ``key`` takes over the access methods of ``predecessor``.

    Raises :class:`UsageError` with what to write where that cannot be done safely.
    """
    return _chosen(file, text, key, predecessor, _with_field(text, predecessor))


def restored_text(file: Path, text: str, key: str, predecessor: str) -> str:
    """``text`` without that field; otherwise as :func:`switched_text`."""
    return _chosen(file, text, key, None, _without_field(text, predecessor))


def _chosen(file: Path, text: str, key: str, wanted: str | None, candidates: Iterator[str]) -> str:
    before = _fields(file, text)
    for candidate in candidates:
        try:
            after = _fields(file, candidate)
        except (ConfigError, SourceError):
            continue
        if after == ({**before[0], key: wanted}, before[1]):
            return candidate
    change = f"write `{_FIELD}: {wanted}` into" if wanted else f"remove `{_FIELD}` from"
    raise UsageError(f"{file}: {change} the entry of {key} by hand, then repeat the step")


def _fields(file: Path, text: str) -> tuple[dict[str, str | None], Any]:
    """The field of each environment of the configuration ``text``, by key, and everything else."""
    source = importlib.import_module(f"mwaa_tf.config.source.{FORMATS[file.suffix.lower()]}")
    deployment: Deployment = parse(source.parse(text))
    fields = {environment.key: environment.written.access_workspace for environment in deployment.environments}
    return fields, deployment.model_dump(exclude={"participants": {"__all__": {"environments": {"__all__": {_FIELD}}}}})


def _with_field(text: str, name: str) -> Iterator[str]:
    """``text`` with the field beside each `succeeds` of that name: on a line of its own, or on the same one."""
    quoted = re.escape(name)
    for match in re.finditer(
        rf"^(?P<indent>[ ]*(?:- +)?)succeeds: *['\"]?{quoted}['\"]?[ ]*(?:#.*)?$", text, re.MULTILINE
    ):
        line = f"\n{' ' * len(match['indent'])}{_FIELD}: {name}"
        yield text[: match.end()] + line + text[match.end() :]
    for match in re.finditer(rf"^(?P<indent>[ ]*)succeeds *= *['\"]{quoted}['\"][ ]*(?:#.*)?$", text, re.MULTILINE):
        yield f'{text[: match.end()]}\n{match["indent"]}{_FIELD} = "{name}"{text[match.end() :]}'
    for match in re.finditer(rf"(?P<mark>\"?)succeeds\"?(?P<is> *[:=] *)(?P<value>['\"]?{quoted}['\"]?)", text):
        more = f", {match['mark']}{_FIELD}{match['mark']}{match['is']}{match['value']}"
        yield text[: match.end()] + more + text[match.end() :]


def _without_field(text: str, name: str) -> Iterator[str]:
    """``text`` without each field of that name: its line, or its part of a line."""
    value = rf"['\"]?{re.escape(name)}['\"]?"
    for pattern in (
        rf"^[ ]*{_FIELD} *[:=] *{value}[ ]*(?:#.*)?\n",
        rf", *\"?{_FIELD}\"? *[:=] *{value}",
        rf"\"?{_FIELD}\"? *[:=] *{value} *,? *",
    ):
        for match in re.finditer(pattern, text, re.MULTILINE):
            yield text[: match.start()] + text[match.end() :]
