"""A check before an apply: would it do again what an earlier one has done, which was interrupted?

The first apply of a workspace needs none, and pays for none: it has no state. Where an earlier one was interrupted, it
has: Terraform also leaves an empty file where its lock was.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from mwaa_tf.blueprint import Workspace
from mwaa_tf.errors import MwaaTfError
from mwaa_tf.lifecycle.orphans import existing_resources
from mwaa_tf.lifecycle.orphans.planned import tainted_addresses
from mwaa_tf.lifecycle.plan_record import SavedPlan
from mwaa_tf.lifecycle.planned_environments import planned_status
from mwaa_tf.mwaa.status import Status
from mwaa_tf.text import join_words, plural

_log = logging.getLogger(__name__)

#: Creates a client of a service, with the credentials of a workspace.
WorkspaceClient = Callable[[str, Workspace], Any]


class UnrecordedResourcesError(MwaaTfError):
    """A plan would create resources that exist: an apply was interrupted before it had recorded them."""


class TaintedResourcesError(MwaaTfError):
    """A plan would replace what is at ``addresses`` only because its creation was not waited for to the end."""

    def __init__(self, addresses: Sequence[str]) -> None:
        self.addresses = tuple(addresses)
        again = "it" if len(self.addresses) == 1 else "them"
        super().__init__(
            f"would delete {join_words(self.addresses)} and create {again} again, only because an earlier run was "
            "interrupted before the end of the creation; nothing was applied here"
        )


def check_interrupted(saved: SavedPlan, workspace: Workspace, client: WorkspaceClient) -> None:
    """Raise an error if ``saved`` would do again what an interrupted apply has done.

    Raises :class:`TaintedResourcesError` and :class:`UnrecordedResourcesError`.
    """
    plan: Mapping[str, Any] = json.loads(saved.read_json())
    tainted = sorted(tainted_addresses(plan))
    if planned_status(plan) == Status.CREATE_FAILED:
        # AWS advises to delete it, and to create it again.
        tainted = [address for address in tainted if "aws_mwaa_environment." not in address]
    if tainted:
        raise TaintedResourcesError(tainted)
    _check_nothing_exists(plan, workspace, client)


def _check_nothing_exists(plan: Mapping[str, Any], workspace: Workspace, client: WorkspaceClient) -> None:
    """Raise :class:`UnrecordedResourcesError` if the plan would create what exists.

    What cannot be read counts as not there: the permissions of a role that only applies do not cover the search.
    """
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
