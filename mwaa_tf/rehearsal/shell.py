"""Shell variables that point the clients of a person's shell at a local AWS."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from mwaa_tf.config import Deployment

if TYPE_CHECKING:
    from mwaa_tf.local_aws import LocalAws

_PER_ACCOUNT = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
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
        "# Points the AWS CLI, boto3 and Terraform at a local AWS; source it: . FILE",
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


def write_private(file: Path, text: str) -> None:
    """Write a file that only its owner can read, in the place of an existing one. Raises :class:`OSError`."""
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as opened:
        opened.write(text)


def _unnamed(local: LocalAws, account_id: str) -> str:
    return "management account of the organization" if account_id == local.management_account else "account"
