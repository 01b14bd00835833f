"""From the calls of a rehearsal to the smallest set of permissions that allows them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from mwaa_tf.arn import Arn
from mwaa_tf.blueprint import Blueprint, Workspace
from mwaa_tf.iam.actions import CREATED_KINDS, iam_action, resource_kinds
from mwaa_tf.iam.arns import ArnScope, kind_of_id, resource_arn, resource_name
from mwaa_tf.iam.dependent_actions import DEPENDENT_ACTIONS, DependentAction
from mwaa_tf.local_aws.calls import Call
from mwaa_tf.permissions.encryption import encryption_permissions
from mwaa_tf.permissions.model import Evidence, Permission, TerraformRole
from mwaa_tf.permissions.names import PolicyNames
from mwaa_tf.permissions.objects import EMPTYING, object_permissions, state_key_permissions

#: These concern route tables only if the endpoint is a gateway.
_ENDPOINT_ACTIONS = frozenset({"ec2:CreateVpcEndpoint", "ec2:ModifyVpcEndpoint"})

#: Eight hexadecimal digits in a name are probably part of a generated id.
_PROBABLY_GENERATED = re.compile(r"(?<![0-9a-f])[0-9a-f]{8}")

#: What the S3 backend and `terraform_remote_state` call to read a state, and to find out that it does not exist yet.
_STATE_READS = frozenset({"GetObject", "HeadBucket", "HeadObject", "ListObjects", "ListObjectsV2"})

_EvidenceByPermission = dict[Permission, set[Evidence]]


def roles(calls: Iterable[Call], blueprint: Blueprint, partition: str) -> tuple[TerraformRole, ...]:
    """What the role that applies needs in each account of ``blueprint`` for ``calls``.

    Only calls of Terraform count. Assuming the role itself is not among them: the identity that runs Terraform needs
    that.
    """
    calls = list(calls)
    return _roles(calls, calls, blueprint, partition)


def plan_roles(
    calls: Iterable[Call], planning: Iterable[Call], blueprint: Blueprint, partition: str
) -> tuple[TerraformRole, ...]:
    """What a role that only plans needs in each account: for the calls in ``planning``, which are some of ``calls``.

    It can also read the states that its workspaces read in ``calls``: `init` does, and runs before any plan. Raises
    :class:`ValueError` if a call in ``planning`` changes something.
    """
    calls = list(calls)
    planning = [call for call in planning if call.workspace in blueprint.by_path]
    if written := sorted({f"{call.service}:{call.action}" for call in planning if call.mutating}):
        raise ValueError(f"a plan changes something: {', '.join(written)}")
    reading = [call for call in calls if _reads_state(call, blueprint)]
    found = _roles(calls, [*planning, *reading], blueprint, partition)
    return tuple(replace(role, plans_only=True) for role in found)


def _roles(
    calls: Iterable[Call], counted: Iterable[Call], blueprint: Blueprint, partition: str
) -> tuple[TerraformRole, ...]:
    """The roles for the calls in ``counted``; the names of resources are those of all ``calls``."""
    calls, counted = _of_workspaces(calls, blueprint), _of_workspaces(counted, blueprint)
    created = {CREATED_KINDS[call.action] for call in calls if call.service == "ec2" and call.action in CREATED_KINDS}
    by_title: dict[str, _EvidenceByPermission] = defaultdict(lambda: defaultdict(set))
    for workspace in blueprint.workspaces:
        own = [call for call in counted if call.workspace == workspace.path]
        names = PolicyNames(workspace, blueprint, [call for call in calls if call.workspace == workspace.path], created)
        for permission, operation in _WorkspaceCalls(workspace, blueprint, own, names, partition).permissions():
            by_title[workspace.account.title][permission].add(Evidence(workspace.path, operation))
        for permission in encryption_permissions(workspace) if own else ():
            by_title[workspace.account.title][permission].add(Evidence(workspace.path, "state.encryption"))
    accounts = {workspace.account.title: workspace.account for workspace in blueprint.workspaces}
    return tuple(
        TerraformRole(title, account.account_id, account.role_arn, _smallest(by_title[title]))
        for title, account in accounts.items()
        if by_title[title]
    )


def _of_workspaces(calls: Iterable[Call], blueprint: Blueprint) -> list[Call]:
    return [call for call in calls if call.workspace in blueprint.by_path and not call.action.startswith("AssumeRole")]


def _reads_state(call: Call, blueprint: Blueprint) -> bool:
    """Whether a call of a workspace reads from the bucket that the states are in, and not a lock, as applies do."""
    workspace = blueprint.by_path.get(call.workspace)
    bucket = workspace.backend.settings.get("bucket") if workspace else None
    named, _, key = call.resource.partition(":::")[2].partition("/")
    is_read = call.service == "s3" and call.action in _STATE_READS and not key.endswith(".tflock")
    return is_read and bucket is not None and named == bucket


class _WorkspaceCalls:
    """The calls of one workspace."""

    def __init__(
        self, workspace: Workspace, blueprint: Blueprint, calls: list[Call], names: PolicyNames, partition: str
    ) -> None:
        self._workspace = workspace
        self._calls = calls
        # The deployment's first workspace is the owner's.
        owner_id = blueprint.workspaces[0].account.account_id
        self._place = ArnScope(partition, workspace.region, workspace.account.account_id, owner_id)
        self._names = names
        self._has_gateways = any("route_table_ids" in call.arguments for call in workspace.calls)

    def permissions(self) -> Iterator[tuple[Permission, str]]:
        """Observed permissions, then documented ones that these require; each with the operation that shows it."""
        operations: dict[str, str] = {}
        for call in self._calls:
            action = iam_action(call.service, call.action)
            if action:
                operations.setdefault(action, call.action)
                for permission in self._observed(call, action):
                    yield permission, call.action
        for need in DEPENDENT_ACTIONS:
            if need.after in operations:
                for permission in self._documented(need):
                    yield permission, operations[need.after]
        yield from object_permissions(self._calls)
        yield from state_key_permissions(self._workspace, self._calls, self._place)

    def _observed(self, call: Call, action: str) -> Iterator[Permission]:
        if call.action == EMPTYING:
            yield Permission(action, f"{call.resource}/*", "object")
            return
        kinds = resource_kinds(action)
        if kinds and action in _ENDPOINT_ACTIONS and not self._has_gateways:
            kinds = tuple(kind for kind in kinds if kind != "route-table")
        if kinds is None:
            yield self._unknown(call, action)
        elif not kinds:
            yield Permission(action)
        for kind in kinds or ():
            called = self._names.name(kind, call.resource)
            for name in {called} if called else self._names.known(kind):
                yield Permission(action, resource_arn(kind, name, action, self._place), kind)

    def _unknown(self, call: Call, action: str) -> Permission:
        """An action whose kinds of resources are not known: limited to what the call named, if that is clear."""
        if kind := kind_of_id(call.resource):
            name = resource_name(kind, call.resource) or "*"
            return Permission(action, resource_arn(kind, self._names.lasting(name), action, self._place), kind)
        named = Arn.find(call.resource)
        if named and not _PROBABLY_GENERATED.search(named.resource):
            return Permission(action, call.resource)
        return Permission(action)

    def _documented(self, need: DependentAction) -> Iterator[Permission]:
        if need.needs_key and not self._has_customer_key():
            return
        place, condition = self._place, need.condition_in(self._place.partition)
        for template in need.arns:
            arn = template.format(partition=place.partition, region=place.region, account_id=place.account_id)
            yield Permission(need.action, arn, _kind(need.action, arn), condition, need.source)
        for kind in need.kinds:
            for name in sorted(self._names.known(kind)):
                permission = Permission(need.action, resource_arn(kind, name, need.action, place), kind)
                yield replace(permission, condition=condition, source=need.source)

    def _has_customer_key(self) -> bool:
        """Whether an environment or an instance of the workspace has a customer managed key."""
        calls = self._workspace.calls
        if next((call.arguments.get("kms_key") for call in calls), None) is not None:
            return True
        instances = (call.arguments.get("instance") for call in calls)
        return any(isinstance(instance, Mapping) and instance.get("kms_key_arn") for instance in instances)


def _kind(action: str, arn: str) -> str:
    """The kind of the resources behind an ARN of :class:`DependentAction`: what the name of a statement ends with."""
    if ":role/aws-service-role/" in arn:
        return "linked-role"
    return "" if arn == "*" else (resource_kinds(action) or ("",))[0]


def _smallest(evidence: _EvidenceByPermission) -> dict[Permission, frozenset[Evidence]]:
    """The permissions of ``evidence``, sorted, without those that another one of them includes."""
    arns: dict[str, set[str]] = defaultdict(set)
    for permission in evidence:
        if permission.observed and not permission.condition:
            arns[permission.action].add(permission.arn)
    smallest = {}
    for permission in sorted(evidence):
        observed_arns = arns[permission.action]
        if permission.arn != "*" and "*" in observed_arns:
            continue
        if not permission.observed and permission.arn in observed_arns:
            continue
        smallest[permission] = frozenset(evidence[permission])
    return smallest
