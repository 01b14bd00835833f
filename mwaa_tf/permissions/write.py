"""Policies and tables as files."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from mwaa_tf.blueprint import Blueprint
from mwaa_tf.local_aws.calls import Call
from mwaa_tf.permissions.derive import plan_roles, roles
from mwaa_tf.permissions.folder import TABLE, PermissionsFolder
from mwaa_tf.permissions.model import policy_stem
from mwaa_tf.permissions.policy import documents, statements
from mwaa_tf.permissions.table import heading, markdown
from mwaa_tf.permissions.trust import TrustedPipeline


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
    of an earlier run that are no longer needed are removed. Files are replaced atomically. Raises
    :class:`~mwaa_tf.errors.UsageError` if the folder cannot be written or a file there is not as an earlier run wrote
    it, and :class:`ValueError` if a call in ``planning`` changes something.
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
    _folder(folder, blueprint).write(texts)
    return tuple(folder / name for name in texts)


def check_permissions_folder(folder: Path, blueprint: Blueprint) -> None:
    """Raise :class:`~mwaa_tf.errors.UsageError` unless :func:`write_permissions` could write to ``folder``."""
    _folder(folder, blueprint).check()


def _folder(path: Path, blueprint: Blueprint) -> PermissionsFolder:
    accounts = {(workspace.account.title, workspace.account.account_id) for workspace in blueprint.workspaces}
    stems = [policy_stem(*account, plans_only=plans_only) for account in accounts for plans_only in (False, True)]
    return PermissionsFolder(path, frozenset(stems), heading(blueprint.deployment, blueprint.region))


def _policy_names(stem: str, count: int) -> list[str]:
    return [f"{stem}.json"] if count == 1 else [f"{stem}-{number}.json" for number in range(1, count + 1)]
