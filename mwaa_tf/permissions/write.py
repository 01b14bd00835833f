"""Policies and tables as files."""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterable
from pathlib import Path

from mwaa_tf.blueprint import Blueprint
from mwaa_tf.errors import UsageError
from mwaa_tf.files import replace_file
from mwaa_tf.local_aws.calls import Call
from mwaa_tf.permissions.derive import roles
from mwaa_tf.permissions.policy import documents, statements
from mwaa_tf.permissions.table import markdown

TABLE = "permissions.md"


def write_permissions(calls: Iterable[Call], blueprint: Blueprint, folder: Path) -> tuple[Path, ...]:
    """Write what ``calls`` of ``blueprint``'s workspaces need into ``folder``; return the files, policies first.

    Each account has a policy, `TITLE-ACCOUNT.json`, or several with numbers if one would be too long for IAM;
    `permissions.md` has tables for people. Policies of an earlier run that are no longer needed are removed. Files are
    replaced atomically. Raises :class:`UsageError` if the folder cannot be written.
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
        for name, text in texts.items():
            replace_file(folder / name, text.encode())
        _remove_old_policies(folder, stems, keep=texts)
    except OSError as error:
        raise UsageError(f"{error.filename or folder}: cannot be written: {error.strerror}") from error
    return tuple(folder / name for name in texts)


def _remove_old_policies(folder: Path, stems: Iterable[str], *, keep: Container[str]) -> None:
    patterns = [re.compile(rf"{re.escape(stem)}(?:-\d+)?\.json") for stem in stems]
    for file in folder.iterdir():
        if file.name not in keep and any(pattern.fullmatch(file.name) for pattern in patterns):
            file.unlink()
