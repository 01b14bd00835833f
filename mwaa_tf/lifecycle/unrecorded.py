"""A check before an apply: would it do again what an earlier one has done, which was interrupted?

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
from mwaa_tf.lifecycle.orphans.planned import tainted_environments
from mwaa_tf.lifecycle.planned_environments import planned_status
from mwaa_tf.lifecycle.saved_plans import SavedPlan
from mwaa_tf.mwaa.status import Status
from mwaa_tf.text import plural

_log = logging.getLogger(__name__)

#: Creates a client of a service, with the credentials of a workspace.
WorkspaceClient = Callable[[str, Workspace], Any]


class UnrecordedResourcesError(MwaaTfError):
    """A plan would create resources that exist: an apply was interrupted before it had recorded them."""


class TaintedEnvironmentError(MwaaTfError):
    """A plan would replace the environment at ``address`` only because its creation was not waited for to the end."""

    def __init__(self, address: str, status: str) -> None:
        self.address = address
        super().__init__(
            f"would delete {address} and create it again, although it is {status}: the apply that created it was "
            "interrupted, and nothing was applied here"
        )


def check_interrupted(saved: SavedPlan, workspace: Workspace, client: WorkspaceClient) -> None:
    """Raise an error if ``saved`` would do again what an interrupted apply has done.

    Raises :class:`TaintedEnvironmentError` and :class:`UnrecordedResourcesError`.
    """
    contents = saved.json_file.read_bytes()
    status = Status.parse(planned_status(contents) or "")
    # AWS advises to delete one whose creation failed, and to create it again.
    if status and status is not Status.CREATE_FAILED:
        for address in tainted_environments(json.loads(contents)):
            raise TaintedEnvironmentError(address, status)
    _check_nothing_exists(contents, workspace, client)


def _check_nothing_exists(contents: bytes, workspace: Workspace, client: WorkspaceClient) -> None:
    """Raise :class:`UnrecordedResourcesError` if the plan would create what exists.

    What cannot be read counts as not there: the permissions of a role that only applies do not cover the search.
    """
    plan: Mapping[str, Any] = json.loads(contents)
    clients = cache(lambda service: client(service, workspace))
    try:
        existing = existing_resources(plan, clients)
    except MwaaTfError as error:
        _log.debug("%s: not searched for unrecorded resources: %s", workspace.path, error)
        return
    if existing:
        address, import_id = min(existing.items())
        raise UnrecordedResourcesError(
            f"would create {plural(len(existing), 'resource')} that AWS has already and the state "
            f"lacks, such as {address} ({import_id}); an earlier run was interrupted, and nothing was applied here"
        )
