"""What the README of a deployment says beside the list of its workspaces: accounts, commands, waits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from msgspec import Struct

from mwaa_tf.blueprint import Blueprint, Workspace
from mwaa_tf.blueprint.model import Account
from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.markup.markdown import cell
from mwaa_tf.terraform.product import OPENTOFU, TERRAFORM, Product
from mwaa_tf.text import join_words

#: Workspaces whose commands the README shows; of more, only the first to apply and to destroy.
_MAX_COMMANDS, _FIRST_TO_DESTROY = 12, 4


class Step(Struct, frozen=True):
    """Workspaces of one stage and one account, which are applied or destroyed with the same credentials."""

    stage: Stage
    account: Account
    paths: tuple[str, ...]


class Wait(Struct, frozen=True):
    """An environment that must be AVAILABLE before its access methods are applied."""

    environment: str
    """Its name in MWAA."""
    account: Account
    path: str
    """The workspace of the environment."""


def readme_context(blueprint: Blueprint) -> Mapping[str, Any]:
    """The variables of the template. Only the first commands are shown: a deployment may have a thousand workspaces."""
    workspaces = blueprint.workspaces
    shown = workspaces[:_MAX_COMMANDS]
    is_cut = len(shown) < len(workspaces)
    last = list(reversed([workspace for workspace in workspaces if not workspace.owns_state_bucket]))
    accounts = {workspace.account.account_id for workspace in workspaces}
    products = _products(blueprint)
    return {
        "blueprint": blueprint,
        "is_shared": "subnet-share" in blueprint.used_modules or len(accounts) > 1,
        "workspaces": map(_row, workspaces),
        "accounts": _accounts(workspaces),
        "apply": _steps(workspace for workspace in shown if not workspace.owns_state_bucket),
        "destroy": _steps(last[: _FIRST_TO_DESTROY if is_cut else None]),
        "is_cut": is_cut,
        "waits": list(_waits(blueprint))[:_MAX_COMMANDS],
        "states": next((workspace for workspace in workspaces if workspace.owns_state_bucket), None),
        "is_local": any(workspace.backend.kind == "local" for workspace in workspaces),
        "encryption": next((workspace.encryption for workspace in workspaces if workspace.encryption), None),
        "product": join_words([product.name for product in products], "or"),
        "command": products[0].command,
        "is_for_both": len(products) > 1,
        "has_environments": any(workspace.stage == Stage.ENVIRONMENTS for workspace in workspaces),
        "has_access": any(workspace.stage == Stage.ACCESS for workspace in workspaces),
        "has_load_balancer": "web-access-alb" in blueprint.used_modules,
    }


def _products(blueprint: Blueprint) -> tuple[Product, ...]:
    """What can apply all of the workspaces, on any machine: only OpenTofu encrypts states, HCP runs only Terraform."""
    if blueprint.is_encrypted:
        return (OPENTOFU,)
    is_hcp = any(workspace.backend.kind == "cloud" for workspace in blueprint.workspaces)
    return (TERRAFORM,) if is_hcp else (TERRAFORM, OPENTOFU)


def _row(workspace: Workspace) -> tuple[int, str, str, str, str]:
    """Stage, path, account and title of a workspace, and the workspaces that it reads."""
    reads = ", ".join([read.workspace for read in workspace.reads])
    return int(workspace.stage), workspace.path, _name(workspace.account), workspace.title, reads or "nothing"


def _accounts(workspaces: Iterable[Workspace]) -> list[tuple[str, str, str]]:
    """Each account, how Terraform gets its credentials, and the folders of its workspaces."""
    folders: dict[Account, dict[str, int]] = {}
    for workspace in workspaces:
        count = folders.setdefault(workspace.account, {})
        folder = workspace.path.partition("/")[0]
        count[folder] = count.get(folder, 0) + 1
    return [
        (_name(account), _credentials(account), ", ".join(f"`{folder}`" for folder in count))
        for account, count in folders.items()
    ]


def _name(account: Account) -> str:
    return f"{account.account_id} ({account.title})"


def _credentials(account: Account) -> str:
    """Where Terraform takes the credentials of ``account`` from, as Markdown in a table."""
    base = f"profile {cell(account.profile)}" if account.profile else "the shell's own"
    if account.role_arn:
        return f"{base}, which must be allowed to assume {cell(account.role_arn)}"
    return base if account.profile else "the shell's own, such as `AWS_PROFILE`"


def _steps(workspaces: Iterable[Workspace]) -> list[Step]:
    groups = groupby(workspaces, key=lambda workspace: (workspace.stage, workspace.account))
    return [Step(stage, account, tuple(member.path for member in members)) for (stage, account), members in groups]


def _waits(blueprint: Blueprint) -> Iterator[Wait]:
    """The environments of stage 4, whose workspaces need the address of the web server."""
    for workspace in blueprint.workspaces:
        if workspace.stage != Stage.ACCESS:
            continue
        for read in workspace.reads:
            environment = blueprint.by_path[read.workspace]
            for call in environment.calls:
                if environment.stage == Stage.ENVIRONMENTS and call.module == "environment":
                    yield Wait(str(call.arguments["name"]), environment.account, environment.path)
