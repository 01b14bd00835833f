"""Environment variables with which Terraform gets into the accounts of a local AWS."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from mwaa_tf.blueprint import Workspace
from mwaa_tf.lifecycle.lifecycle import Environ

if TYPE_CHECKING:
    from mwaa_tf.local_aws import LocalAws


def environ_of(local: LocalAws) -> Environ:
    """The variables of each workspace: its account's keys, or none of them if it names a profile."""
    from mwaa_tf.local_aws.calls import user_agent_token

    def environ(workspace: Workspace) -> Mapping[str, str]:
        variables = local.environment(workspace.account.account_id)
        if workspace.account.profile:
            variables |= {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}
        return variables | {"TF_APPEND_USER_AGENT": user_agent_token(workspace.path)}

    return environ


def init_environ(base: Mapping[str, str]) -> dict[str, str]:
    """The variables of `init` alone; ``base`` are those of this process."""
    # A registry is reached as ever: it has TLS, and the local AWS, the proxy of all other calls, has none.
    variables = {name: base.get(name, "") for name in ("HTTPS_PROXY", "https_proxy")}
    # The plugin cache alone serves all workspaces; their lock files are thrown away.
    return variables | {"TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE": "1"}
