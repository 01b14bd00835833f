"""Policies and tables as files."""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterable
from pathlib import Path

from mwaa_tf.blueprint import Blueprint
from mwaa_tf.files import UnwritableFileError, check_writable, check_writable_folder, replace_file
from mwaa_tf.local_aws.calls import Call
from mwaa_tf.permissions.derive import plan_roles, roles
from mwaa_tf.permissions.model import policy_stem
from mwaa_tf.permissions.policy import documents, statements
from mwaa_tf.permissions.table import markdown
from mwaa_tf.permissions.trust import TrustedPipeline

TABLE = "permissions.md"


def write_permissions(
    calls: Iterable[Call],
    planning: Iterable[Call],
    blueprint: Blueprint,
    folder: Path,
    pipeline: TrustedPipeline | None = None,
) -> tuple[Path, ...]:
    """Write what ``calls`` of ``blueprint``'s workspaces need into ``folder``; return the files, policies first.

    Each account has a policy for the role that applies, `TITLE-ACCOUNT.json`, and one for a role that only plans,
    `TITLE-ACCOUNT-plan.json`, from the calls in ``planning``; each is several with numbers if one would be too long for
    IAM. With ``pipeline``, each role has a trust policy, `…-trust.json`. `permissions.md` has tables for people. Files
    that the table of an earlier run names, and that are no longer needed, are removed. Files are replaced atomically.
    Raises :class:`~mwaa_tf.files.UnwritableFileError` if the folder cannot be written, and :class:`ValueError` if a
    call in ``planning`` changes something.
    """
    from moto.utilities.utils import get_partition

    calls, partition = list(calls), str(get_partition(blueprint.region))
    written = (*roles(calls, blueprint, partition), *plan_roles(calls, planning, blueprint, partition))
    texts: dict[str, str] = {}
    tables = []
    for role in written:
        role_statements = statements(role.permissions)
        policies = documents(role_statements)
        names = _policy_names(role.stem, len(policies))
        texts |= {name: json.dumps(policy, indent=2) + "\n" for name, policy in zip(names, policies, strict=True)}
        if pipeline:
            texts[f"{role.stem}-trust.json"] = json.dumps(pipeline.policy(role, partition), indent=2) + "\n"
        tables.append((role, role_statements, names, f"{role.stem}-trust.json" if pipeline else None))
    texts[TABLE] = markdown(blueprint.deployment, blueprint.region, tables)
    accounts = {(workspace.account.title, workspace.account.account_id) for workspace in blueprint.workspaces}
    stems = [
        policy_stem(title, account_id, plans_only=kind) for title, account_id in accounts for kind in (False, True)
    ]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        earlier = _earlier_table(folder)
        for name, text in texts.items():
            replace_file(folder / name, text.encode())
        _remove_old_policies(folder, stems, earlier, keep=texts)
    except OSError as error:
        raise UnwritableFileError(f"{error.filename or folder}: cannot be written: {error.strerror}") from error
    return tuple(folder / name for name in texts)


def check_permissions_folder(folder: Path) -> None:
    """Raise :class:`~mwaa_tf.files.UnwritableFileError` unless :func:`write_permissions` could write to ``folder``."""
    check_writable_folder(folder)
    if (folder / TABLE).is_dir():
        check_writable(folder / TABLE)


def _policy_names(stem: str, count: int) -> list[str]:
    return [f"{stem}.json"] if count == 1 else [f"{stem}-{number}.json" for number in range(1, count + 1)]


def _earlier_table(folder: Path) -> str:
    """The table of an earlier run, which names the files of that run; empty where there is none."""
    try:
        return (folder / TABLE).read_text("utf-8", errors="replace")
    except OSError:
        return ""


def _remove_old_policies(folder: Path, stems: Iterable[str], earlier: str, *, keep: Container[str]) -> None:
    # A name alone does not say that a file was written here.
    patterns = [re.compile(rf"{re.escape(stem)}(?:-\d+|-trust)?\.json") for stem in stems]
    for file in folder.iterdir():
        is_policy = any(pattern.fullmatch(file.name) for pattern in patterns)
        if is_policy and file.name not in keep and f"`{file.name}`" in earlier:
            file.unlink()
