"""Policies and tables as files."""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterable
from pathlib import Path

from mwaa_tf.blueprint import Blueprint
from mwaa_tf.files import UnwritableFileError, check_writable, check_writable_folder, replace_file
from mwaa_tf.local_aws.calls import Call
from mwaa_tf.permissions.derive import roles
from mwaa_tf.permissions.policy import documents, statements
from mwaa_tf.permissions.table import markdown

TABLE = "permissions.md"


def write_permissions(calls: Iterable[Call], blueprint: Blueprint, folder: Path) -> tuple[Path, ...]:
    """Write what ``calls`` of ``blueprint``'s workspaces need into ``folder``; return the files, policies first.

    Each account has a policy, `TITLE-ACCOUNT.json`, or several with numbers if one would be too long for IAM;
    `permissions.md` has tables for people. Policies that the table of an earlier run names, and that are no longer
    needed, are removed. Files are replaced atomically. Raises :class:`~mwaa_tf.files.UnwritableFileError` if the folder
    cannot be written.
    """
    from moto.utilities.utils import get_partition

    texts: dict[str, str] = {}
    tables = []
    for role in roles(calls, blueprint, str(get_partition(blueprint.region))):
        role_statements = statements(role.permissions)
        policies = documents(role_statements)
        stem = f"{role.title}-{role.account_id}"
        names = [f"{stem}.json" if len(policies) == 1 else f"{stem}-{n}.json" for n in range(1, len(policies) + 1)]
        texts |= {name: json.dumps(policy, indent=2) + "\n" for name, policy in zip(names, policies, strict=True)}
        tables.append((role, role_statements, names))
    texts[TABLE] = markdown(blueprint.deployment, blueprint.region, tables)
    stems = [f"{role.title}-{role.account_id}" for role, _, _ in tables]
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


def _earlier_table(folder: Path) -> str:
    """The table of an earlier run, which names the files of that run; empty where there is none."""
    try:
        return (folder / TABLE).read_text("utf-8", errors="replace")
    except OSError:
        return ""


def _remove_old_policies(folder: Path, stems: Iterable[str], earlier: str, *, keep: Container[str]) -> None:
    # A name alone does not say that a file was written here.
    patterns = [re.compile(rf"{re.escape(stem)}(?:-\d+)?\.json") for stem in stems]
    for file in folder.iterdir():
        is_policy = any(pattern.fullmatch(file.name) for pattern in patterns)
        if is_policy and file.name not in keep and f"`{file.name}`" in earlier:
            file.unlink()
