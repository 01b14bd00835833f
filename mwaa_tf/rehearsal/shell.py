"""Shell variables that point the clients of a person's shell at a local AWS."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Mapping
from typing import TYPE_CHECKING

from mwaa_tf.config import Deployment

if TYPE_CHECKING:
    from mwaa_tf.local_aws import LocalAws

_PER_ACCOUNT = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")

#: The variables of every account, in the order in which they are written.
_FOR_ALL = (
    *("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_DEFAULT_REGION", "AWS_REGION"),
    *("AWS_EC2_METADATA_DISABLED", "AWS_ENDPOINT_URL"),
    *("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy"),
)

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

#: What :func:`shlex.quote` returns for text of one line.
_QUOTED = r"""(?:[\w@%+=:,./-]+|(?:'[^'\n]*'|"'")+)"""

#: Every line that :func:`shell_variables` writes, in this order, and nothing else.
_VARIABLES = re.compile(
    "".join(
        [
            rf"{re.escape(_FIRST_LINE)}\n",
            r"# Valid while process (?P<process>\d+) serves it on (?P<address>[\d.]+:\d+)\. ",
            r"No key in here works on AWS\.\n",
            rf"unset {' '.join(_UNSET)}\n",
            *(rf"export {name}={_QUOTED}\n" for name in _FOR_ALL),
            r"(?:\n# (?P<id>\d{12}): [^\n]+\naccount_(?P=id)\(\) \{\n",
            *(rf"  export {name}={_QUOTED}\n" for name in _PER_ACCOUNT),
            r"\}\n)+\naccount_\d{12}\n",
        ]
    ),
    re.ASCII,
)


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
    return "\n".join([*lines, "", f"account_{first}", ""])


def parse_server(text: str) -> tuple[int, str] | None:
    """The process and the address of the local AWS that :func:`shell_variables` wrote ``text`` for.

    None for any other text, also for one that only begins alike, or has a line more.
    """
    match = _VARIABLES.fullmatch(text)
    return (int(match["process"]), match["address"]) if match else None


def _unnamed(local: LocalAws, account_id: str) -> str:
    return "management account of the organization" if account_id == local.management_account else "account"
