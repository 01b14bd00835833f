"""The variables that bring each workspace, and a person's shell, to the accounts of a local AWS."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from mwaa_tf.blueprint import Workspace
from mwaa_tf.config import Deployment
from mwaa_tf.lifecycle.lifecycle import Environ

if TYPE_CHECKING:
    from mwaa_tf.local_aws import LocalAws


def environ_of(local: LocalAws) -> Environ:
    """The variables of each workspace: its account's keys, or none where it names a profile."""
    from mwaa_tf.local_aws.calls import user_agent_token

    def environ(workspace: Workspace) -> Mapping[str, str]:
        variables = local.environment(workspace.account.account_id)
        if workspace.account.profile:
            variables |= {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}
        return variables | {"TF_APPEND_USER_AGENT": user_agent_token(workspace.path)}

    return environ


def for_installing(base: Mapping[str, str]) -> dict[str, str]:
    """The variables of `init` alone."""
    # A registry is reached as ever: it has TLS, and what is of AWS has none here.
    variables = {name: base.get(name, "") for name in ("HTTPS_PROXY", "https_proxy")}
    # The plugin cache alone serves all workspaces; their lock files are thrown away.
    return variables | {"TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE": "1"}


def written_for_shells(local: LocalAws, deployment: Deployment, folder: Path) -> Path:
    """A file in ``folder``, for its owner's eyes only, that a shell sources to switch between the accounts."""
    from mwaa_tf.rehearsal.serve import names_of, shell_variables

    file = folder / "variables.sh"
    file.touch(mode=0o600)
    file.write_text(shell_variables(local, names_of(deployment)), encoding="utf-8")
    return file
