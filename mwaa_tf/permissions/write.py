"""Policies and table as files."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

from mwaa_tf.blueprint import Blueprint
from mwaa_tf.errors import UsageError
from mwaa_tf.local_aws.calls import Call
from mwaa_tf.permissions.derive import roles
from mwaa_tf.permissions.policy import documents, statements
from mwaa_tf.permissions.table import markdown

TABLE = "permissions.md"


def write_permissions(calls: Iterable[Call], blueprint: Blueprint, folder: Path) -> tuple[Path, ...]:
    """Write what ``calls`` of ``blueprint``'s workspaces need into ``folder``; return the files, policies first.

    Each account has a policy, `TITLE-ACCOUNT.json`, or several with numbers where IAM would find one too long;
    `permissions.md` says the same for people. Policies of an earlier run that are no longer needed are removed. Each
    file is written beside its place and moved there. Raises :class:`UsageError` where that cannot be done.
    """
    from moto.utilities.utils import get_partition

    texts: dict[str, str] = {}
    listed = []
    for role in roles(calls, blueprint, str(get_partition(blueprint.region))):
        made = statements(role.permissions)
        policies = documents(made)
        stem = f"{role.title}-{role.account_id}"
        names = [f"{stem}.json" if len(policies) == 1 else f"{stem}-{n}.json" for n in range(1, len(policies) + 1)]
        texts |= {name: json.dumps(policy, indent=2) + "\n" for name, policy in zip(names, policies, strict=True)}
        listed.append((role, made, names))
    texts[TABLE] = markdown(blueprint.deployment, blueprint.region, listed)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            _write(folder / name, text)
        stems = "|".join(re.escape(f"{role.title}-{role.account_id}") for role, _, _ in listed)
        for file in folder.iterdir():
            if stems and file.name not in texts and re.fullmatch(rf"(?:{stems})(?:-\d+)?\.json", file.name):
                file.unlink()
    except OSError as error:
        raise UsageError(f"{error.filename or folder}: cannot be written: {error.strerror}") from None
    return tuple(folder / name for name in texts)


def _write(file: Path, text: str) -> None:
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
            opened.write(text)
        # Made for its owner only; policies are for others to read.
        Path(name).chmod(0o644)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
