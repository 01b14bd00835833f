"""Shell variables that point the clients of a person's shell at a local AWS."""

from __future__ import annotations

import contextlib
import os
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from mwaa_tf.config import Deployment
from mwaa_tf.errors import UsageError
from mwaa_tf.files import UnreadableFileError, UnwritableFileError, read_plain_file, replace_file

if TYPE_CHECKING:
    from mwaa_tf.local_aws import LocalAws

_PER_ACCOUNT = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")

#: The first line of every file with variables, by which the next run recognizes one that was left behind.
_FIRST_LINE = "# Points the AWS CLI, boto3 and Terraform at a local AWS; source it: . FILE"

#: Bytes; a file with variables has some hundred for each account.
_LARGEST = 2**20

_UNSET = ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN", "AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE")


def account_names(deployment: Deployment) -> dict[str, str]:
    """What each account of ``deployment`` is, by its id: ``owner``, ``participant data``, or both."""
    names = {deployment.owner.account_id: "owner"}
    for participant in deployment.participants:
        previous = names.get(participant.account_id)
        name = f"participant {participant.name}"
        names[participant.account_id] = f"{previous}, {name}" if previous else name
    return names


def shell_variables(local: LocalAws, names: Mapping[str, str]) -> str:
    """Lines for `. FILE` in sh, bash or zsh that point its clients at ``local``.

    Each account has a function that switches to it, with its name of ``names`` in a comment; the first is switched to.
    """
    first = next(iter(names), local.accounts[0])
    common = {name: value for name, value in local.environment(first).items() if name not in _PER_ACCOUNT}
    lines = [
        _FIRST_LINE,
        "# Valid while `mwaa_tf rehearse` runs. No key in here works on AWS.",
        f"unset {' '.join(_UNSET)}",
        *(f"export {name}={shlex.quote(value)}" for name, value in common.items()),
    ]
    for account_id in local.accounts:
        keys = local.environment(account_id)
        exports = [f"  export {variable}={shlex.quote(keys[variable])}" for variable in _PER_ACCOUNT]
        name = names.get(account_id) or _unnamed(local, account_id)
        lines += ["", f"# {account_id}: {name}", f"account_{account_id}() {{", *exports, "}"]
    return "\n".join([*lines, "", f"account_{first}", ""])


def check_replaceable(file: Path) -> None:
    """Raise :class:`UsageError` if ``file`` exists and is not one of :func:`write_variables`."""
    if os.path.lexists(file) and not _is_ours(file):
        raise UsageError(f"{file} already exists and has no variables of a local AWS; choose another file or remove it")


def write_variables(file: Path, variables: str) -> None:
    """Write ``variables``, those of :func:`shell_variables`, to ``file``, readable by its owner only.

    Raises :class:`UsageError` for an existing file of someone else, :class:`UnwritableFileError` where the file system
    refuses.
    """
    check_replaceable(file)
    try:
        replace_file(file, variables.encode(), mode=0o600)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise UnwritableFileError(f"{file}: cannot be written: {reason}") from error


def remove_variables(file: Path, variables: str) -> None:
    """Delete ``file`` if it still has exactly ``variables``: another run, or a person, may have replaced it."""
    with contextlib.suppress(UnreadableFileError, OSError):
        if not file.is_symlink() and read_plain_file(file, _LARGEST) == variables.encode():
            file.unlink()


def _is_ours(file: Path) -> bool:
    try:
        text = read_plain_file(file, _LARGEST)
    except UnreadableFileError:
        return False
    return not file.is_symlink() and text.startswith(f"{_FIRST_LINE}\n".encode())


def _unnamed(local: LocalAws, account_id: str) -> str:
    return "management account of the organization" if account_id == local.management_account else "account"
