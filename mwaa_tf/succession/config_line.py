"""The member of a configuration that lets access methods serve the successor: written, and taken out again.

Everything else of the file stays as it is, comments and blanks included.
"""

from __future__ import annotations

from pathlib import Path

from mwaa_tf.config import Deployment, parse
from mwaa_tf.config.source import parse_text, with_member, without_member, written_member
from mwaa_tf.errors import UsageError

_FIELD, _BESIDE = "access_workspace", "succeeds"


def switched_text(file: Path, text: str, key: str, predecessor: str) -> str:
    """``text`` of ``file`` in which the environment ``key`` takes over the access methods of ``predecessor``.

    Raises :class:`UsageError` with what to write where that cannot be done safely.
    """
    edited = with_member(file, text, _path(file, text, key), predecessor, beside=_BESIDE)
    member = written_member(file, _FIELD, predecessor)
    return _by_hand_unless(edited, f"{file}: write `{member}` into the entry of {key}")


def restored_text(file: Path, text: str, key: str) -> str:
    """``text`` without that member; otherwise as :func:`switched_text`."""
    edited = without_member(file, text, _path(file, text, key))
    return _by_hand_unless(edited, f"{file}: remove `{_FIELD}` from the entry of {key}")


def _path(file: Path, text: str, key: str) -> tuple[str | int, ...]:
    """Where the member is, or would be. Raises as :func:`~mwaa_tf.config.parse`."""
    deployment: Deployment = parse(parse_text(file, text))
    for environment in deployment.environments:
        if environment.key == key:
            return (*environment.path("name")[:-1], _FIELD)
    raise UsageError(f"{file}: no longer has the environment {key}")


def _by_hand_unless(edited: str | None, change: str) -> str:
    if edited is None:
        raise UsageError(f"{change} by hand, then repeat the step")
    return edited
