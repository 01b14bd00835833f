"""Shell variables that point the clients of a person's shell at a local AWS."""

from __future__ import annotations

import hashlib
import os
import re
import shlex
from collections.abc import Mapping
from typing import TYPE_CHECKING

from mwaa_tf.config import Deployment
from mwaa_tf.text import join_words

if TYPE_CHECKING:
    from mwaa_tf.local_aws import LocalAws

_PER_ACCOUNT = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")

_FIRST_LINE = "# Points the AWS CLI, boto3 and Terraform at a local AWS; source it: . FILE"

#: Hosts that `terraform init` and `tofu init` take providers and modules from, and git clones from. They are reached
#: past the local AWS, which refuses TLS; none of them is AWS, where S3 buckets can hold modules, too.
NOT_PROXIED = (
    "registry.terraform.io",
    "registry.opentofu.org",
    "releases.hashicorp.com",
    "checkpoint-api.hashicorp.com",
    "github.com",
    "githubusercontent.com",
    "gitlab.com",
    "bitbucket.org",
)

_UNSET = ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN", "AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE")

#: Whose variables a text has, and the digest of all lines before the last.
_SERVER = re.compile(
    rf"{re.escape(_FIRST_LINE)}\n"
    r"# Valid while process (?P<process>[0-9]+) serves it on (?P<address>[0-9.]+:[0-9]+)\. .*\n"
    r"# Written by mwaa_tf; the SHA-256 of the lines above is (?P<digest>[0-9a-f]{64})\n",
    re.DOTALL,
)


def account_names(deployment: Deployment) -> dict[str, str]:
    """What each account of ``deployment`` is, by its id: ``owner``, ``participant data``, or both."""
    names = {deployment.owner.account_id: "owner"}
    for participant in deployment.participants:
        previous = names.get(participant.account_id)
        name = f"participant {participant.name}"
        names[participant.account_id] = f"{previous}, {name}" if previous else name
    return names


def credentials_lines(deployment: Deployment) -> list[str]:
    """What a person has to know who applies ``deployment`` from one shell, whose keys are those of one account.

    Empty if each account has a profile or a role, or if there is one account only.
    """
    names = account_names(deployment)
    own = deployment.owner.account_id
    lacking = [
        participant.account_id
        for participant in deployment.participants
        if participant.account_id != own and not (participant.profile or participant.role_arn)
    ]
    if not lacking:
        return []
    others = join_words(f"{account} ({names[account]})" for account in dict.fromkeys(lacking))
    return [
        f"That shell has the keys of {own} ({names[own]}). To apply in {others} as well, either name a profile for "
        f'each account in the configuration, such as profile: "{lacking[0]}", start again and render;',
        f"or switch the shell with `account_{lacking[0]}` and apply again, as the end of each apply says.",
    ]


def shell_variables(local: LocalAws, names: Mapping[str, str]) -> str:
    """Lines for `. FILE` in sh, bash or zsh that point its clients at ``local``.

    Each account has a function that switches to it, with its name of ``names`` in a comment; the first is switched to.
    """
    first = next(iter(names), local.accounts[0])
    common = {name: value for name, value in local.environment(first).items() if name not in _PER_ACCOUNT}
    common |= dict.fromkeys(("NO_PROXY", "no_proxy"), ",".join(NOT_PROXIED))
    lines = [
        _FIRST_LINE,
        f"# Valid while process {os.getpid()} serves it on {local.address}. No key in here works on AWS.",
        f"unset {' '.join(_UNSET)}",
        *(f"export {name}={shlex.quote(value)}" for name, value in common.items()),
    ]
    for account_id in local.accounts:
        keys = local.environment(account_id)
        exports = [f"  export {variable}={shlex.quote(keys[variable])}" for variable in _PER_ACCOUNT]
        name = names.get(account_id) or _unnamed(local, account_id)
        lines += ["", f"# {account_id}: {name}", f"account_{account_id}() {{", *exports, "}"]
    text = "\n".join([*lines, "", f"account_{first}", "", ""])
    return f"{text}# Written by mwaa_tf; the SHA-256 of the lines above is {_digest(text)}\n"


def parse_server(text: str) -> tuple[int, str] | None:
    """The process and the address of the local AWS that :func:`shell_variables` wrote ``text`` for.

    None for any other text, also for one that differs from what was written in a single character.
    """
    match = _SERVER.fullmatch(text)
    if match is None or match["digest"] != _digest(text[: text.rindex("#")]):
        return None
    return int(match["process"]), match["address"]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _unnamed(local: LocalAws, account_id: str) -> str:
    return "management account of the organization" if account_id == local.management_account else "account"
