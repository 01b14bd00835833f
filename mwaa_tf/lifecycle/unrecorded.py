"""A check before an apply: does what would be created exist already, because an earlier apply was interrupted?

The first apply of a workspace needs none, and pays for none: it has no state. Where an earlier one was interrupted, it
has: Terraform also leaves an empty file where its lock was.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from mwaa_tf.blueprint import Workspace
from mwaa_tf.errors import MwaaTfError
from mwaa_tf.lifecycle.orphans import existing_resources
from mwaa_tf.lifecycle.saved_plans import SavedPlan
from mwaa_tf.text import plural

_log = logging.getLogger(__name__)

#: Creates a client of a service, with the credentials of a workspace.
WorkspaceClient = Callable[[str, Workspace], Any]


class UnrecordedResourcesError(MwaaTfError):
    """A plan would create resources that exist: an apply was interrupted before it had recorded them."""


def check_nothing_exists(saved: SavedPlan, workspace: Workspace, client: WorkspaceClient) -> None:
    """Raise :class:`UnrecordedResourcesError` if ``saved`` would create what exists. What cannot be read is not there.

    The permissions of a role that only applies do not cover the search.
    """
    plan: Mapping[str, Any] = json.loads(saved.json_file.read_bytes())
    clients = cache(lambda service: client(service, workspace))
    try:
        existing = existing_resources(plan, clients)
    except MwaaTfError as error:
        _log.debug("%s: not searched for unrecorded resources: %s", workspace.path, error)
        return
    if existing:
        address, import_id = min(existing.items())
        raise UnrecordedResourcesError(
            f"{workspace.path}: would create {plural(len(existing), 'resource')} that AWS has already and the state "
            f"lacks, such as {address} ({import_id}); an earlier run was interrupted, and nothing was applied here"
        )
