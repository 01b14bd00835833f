"""How a policy can name the resources of calls: configured names as they are, generated ids as wildcards."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from mwaa_tf.blueprint import Blueprint, ModuleCall, Workspace
from mwaa_tf.iam.actions import iam_action, resource_kinds
from mwaa_tf.iam.arns import ID_KINDS, ID_PREFIXES, resource_name
from mwaa_tf.local_aws.calls import Call

#: What AWS generates: ids of EC2 (also inside other names), UUIDs, ids of load balancers, ids of Route 53;
#: and what Terraform appends to a `name_prefix` (terraform-plugin-sdk, helper/id: a time and a counter).
_GENERATED = re.compile(
    rf"\b(?P<prefix>(?:{'|'.join(ID_PREFIXES)})-)(?:[0-9a-f]{{17}}|[0-9a-f]{{8}})\b"
    r"|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"
    r"|(?<=/)[0-9a-f]{16}(?=/|$)"
    r"|^[CZ][A-Z0-9]{8,32}$"
    r"|(?<=-)[0-9]{18}[0-9a-f]{8}$"
)

#: Kinds whose ARNs have a path that calls leave out.
_WITH_PATHS = frozenset({"role", "user", "group"})

#: The module whose principals get policies: these roles are neither created here nor passed to a service.
_ACCESS_MODULE = "airflow-access"


class PolicyNames:
    """The names of resources in the calls of a workspace, as they hold for the next run as well."""

    def __init__(self, workspace: Workspace, blueprint: Blueprint, calls: Iterable[Call], created: set[str]) -> None:
        """``created`` are the kinds of EC2 resources that the deployment creates."""
        self._created = created
        self._configured = frozenset(_texts(call for other in blueprint.workspaces for call in other.calls))
        self._own = tuple(_texts(workspace.calls))
        access = set(_texts(call for call in workspace.calls if call.module == _ACCESS_MODULE))
        self._principals = access - set(_texts(call for call in workspace.calls if call.module != _ACCESS_MODULE))
        # The state bucket is a subject only of the workspace that creates it.
        state_bucket = None if workspace.owns_state_bucket else workspace.backend.settings.get("bucket")
        self._named: dict[str, set[str]] = defaultdict(set)
        for call in calls:
            action = iam_action(call.service, call.action)
            for kind in (resource_kinds(action) if action else None) or ():
                name = self.name(kind, call.resource)
                if name and name != state_bucket:
                    self._named[kind].add(name)

    def name(self, kind: str, resource: str) -> str | None:
        """The name of a ``kind`` in ``resource`` of a call; None if that names something else."""
        name = resource_name(kind, resource)
        if name and kind in _WITH_PATHS:
            configured = (resource_name(kind, text) for text in self._own if text.startswith("arn:"))
            name = next((full for full in configured if full and full.endswith(f"/{name}")), name)
        return self.lasting(name) if name else None

    def lasting(self, name: str) -> str:
        """``name`` with a wildcard for each part that AWS generates, unless the configuration has it."""
        if name in self._configured or any(text.endswith(f"/{name}") for text in self._configured):
            return name
        return _GENERATED.sub(
            lambda match: f"{match['prefix']}*" if match[0] != name and match["prefix"] else "*", name
        )

    def known(self, kind: str) -> set[str]:
        """The names of a ``kind`` that the workspace deals with, for calls that do not say which; else a wildcard."""
        if kind in ID_KINDS:
            configured = {name for text in self._configured if (name := resource_name(kind, text))}
            return {"*"} if kind in self._created or not configured else configured
        own = {name for text in self._own if text.startswith("arn:") and (name := resource_name(kind, text))}
        principals = {name for text in self._principals if (name := resource_name(kind, text))}
        return (self._named[kind] | own) - principals or {"*"}


def _texts(calls: Iterable[ModuleCall]) -> Iterator[str]:
    """All texts in the arguments of ``calls``."""
    for call in calls:
        yield from _texts_in(call.arguments)


def _texts_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for element in value.values():
            yield from _texts_in(element)
    elif isinstance(value, (list, tuple)):
        for element in value:
            yield from _texts_in(element)
