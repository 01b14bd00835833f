"""From the calls of a rehearsal to the smallest set of permissions that allows them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from mwaa_tf.blueprint import Blueprint, Workspace
from mwaa_tf.iam.actions import CREATED_KINDS, iam_action, resource_kinds
from mwaa_tf.iam.arns import ID_KINDS, ID_PREFIXES, ArnScope, kind_of_id, resource_arn, resource_name
from mwaa_tf.local_aws.calls import Call
from mwaa_tf.permissions.documented import RULES, Rule
from mwaa_tf.permissions.model import Permission, Role, Seen

#: What AWS thinks up: ids of EC2 (also inside other names), UUIDs, ids of load balancers, ids of Route 53.
_THOUGHT_UP = re.compile(
    rf"\b(?P<prefix>(?:{'|'.join(ID_PREFIXES)})-)(?:[0-9a-f]{{17}}|[0-9a-f]{{8}})\b"
    r"|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"
    r"|(?<=/)[0-9a-f]{16}(?=/|$)"
    r"|^[CZ][A-Z0-9]{8,32}$"
)

_WITH_PATHS = frozenset({"role", "user", "group"})

#: The module whose principals get policies: roles that are not made here, nor passed to a service.
_ACCESS = "airflow-access"

#: Endpoints are entered in route tables only where they are gateways.
_ENDPOINTS = frozenset({"ec2:CreateVpcEndpoint", "ec2:ModifyVpcEndpoint"})

#: Its request has the keys; what is emptied so is a bucket, with all versions of all that is in it.
_EMPTYING = "DeleteObjects"

_LIKELY_THOUGHT_UP = re.compile(r"(?<![0-9a-f])[0-9a-f]{8}")

_Found = dict[Permission, set[Seen]]


def roles(calls: Iterable[Call], blueprint: Blueprint, partition: str) -> tuple[Role, ...]:
    """What Terraform's role in each account of ``blueprint`` needs for ``calls``.

    Only calls of Terraform count. Assuming the role itself is not among them: that is for whoever starts Terraform.
    """
    calls = [call for call in calls if call.workspace in blueprint.by_path and not call.action.startswith("AssumeRole")]
    made = {CREATED_KINDS[call.action] for call in calls if call.service == "ec2" and call.action in CREATED_KINDS}
    found: dict[str, _Found] = defaultdict(lambda: defaultdict(set))
    for workspace in blueprint.workspaces:
        mine = [call for call in calls if call.workspace == workspace.path]
        reader = _Reader(workspace, blueprint, mine, made, partition)
        for permission, seen in reader.permissions():
            found[workspace.account.title][permission].add(seen)
    accounts = {workspace.account.title: workspace.account for workspace in blueprint.workspaces}
    return tuple(
        Role(title, account.account_id, account.role_arn, _smallest(found[title]))
        for title, account in accounts.items()
        if found[title]
    )


class _Reader:
    """The calls of one workspace."""

    def __init__(
        self, workspace: Workspace, blueprint: Blueprint, calls: list[Call], made: set[str], partition: str
    ) -> None:
        self._workspace = workspace
        self._calls = calls
        self._made = made
        # The deployment's first workspace is the owner's.
        owner = blueprint.workspaces[0].account.account_id
        self._place = ArnScope(partition, workspace.region, workspace.account.account_id, owner)
        self._configured = frozenset(
            text for each in blueprint.workspaces for text in _texts([call.arguments for call in each.calls])
        )
        self._own = tuple(_texts([call.arguments for call in workspace.calls]))
        mine, others = (
            set(_texts([call.arguments for call in workspace.calls if (call.module == _ACCESS) is chosen]))
            for chosen in (True, False)
        )
        self._principals = mine - others
        self._gateways = any("route_table_ids" in call.arguments for call in workspace.calls)
        self._names: dict[str, set[str]] = defaultdict(set)

    def permissions(self) -> Iterator[tuple[Permission, Seen]]:
        """Observed ones, then those that they bring with them."""
        asked = [(call, action) for call in self._calls if (action := iam_action(call.service, call.action))]
        for call, action in asked:
            for kind in resource_kinds(action) or ():
                name = self._called(kind, call.resource)
                # The bucket of the states is none that a workspace is about, but for the one that makes it.
                is_state_bucket = name == self._workspace.backend.settings.get("bucket")
                if name and (not is_state_bucket or self._workspace.owns_state_bucket):
                    self._names[kind].add(name)
        operations: dict[str, str] = {}
        for call, action in asked:
            operations.setdefault(action, call.action)
            for permission in self._observed(call, action):
                yield permission, Seen(self._workspace.path, call.action)
        for rule in RULES:
            if rule.after in operations:
                for permission in self._documented(rule):
                    yield permission, Seen(self._workspace.path, operations[rule.after])
        yield from self._objects()
        yield from self._state_key()

    def _observed(self, call: Call, action: str) -> Iterator[Permission]:
        if call.action == _EMPTYING:
            yield Permission(action, f"{call.resource}/*", "object")
            return
        kinds = resource_kinds(action)
        if kinds and action in _ENDPOINTS and not self._gateways:
            kinds = tuple(kind for kind in kinds if kind != "route-table")
        if kinds is None:
            yield self._unknown(call, action)
        elif not kinds:
            yield Permission(action)
        for kind in kinds or ():
            name = self._called(kind, call.resource)
            for each in {name} if name else self._known(kind):
                yield Permission(action, resource_arn(kind, each, action, self._place), kind)

    def _with_path(self, kind: str, name: str | None) -> str | None:
        """IAM's calls name a role without the path that its ARN has; the configuration may know it."""
        if kind != "role" or not name:
            return name
        paths = (resource_name(kind, text) for text in self._own if text.endswith(f"/{name}"))
        return next((path for path in paths if path), name)

    def _unknown(self, call: Call, action: str) -> Permission:
        """An action of which it is not known to what it can be limited: to what the call named, if that is clear."""
        if kind := kind_of_id(call.resource):
            name = resource_name(kind, call.resource) or "*"
            return Permission(action, resource_arn(kind, self._lasting(name), action, self._place), kind)
        if call.resource.startswith("arn:") and not _LIKELY_THOUGHT_UP.search(call.resource.split(":", 5)[-1]):
            return Permission(action, call.resource)
        return Permission(action)

    def _documented(self, rule: Rule) -> Iterator[Permission]:
        if rule.needs_key and not self._customers_key():
            return
        for text in rule.arns:
            place = {"partition": self._place.partition, "account_id": self._place.account_id}
            kind = "linked-role" if ":role/aws-service-role/" in text else ""
            yield Permission(rule.action, text.format_map(place), kind, rule.condition, rule.source)
        for kind in rule.kinds:
            for name in sorted(self._known(kind)):
                permission = Permission(rule.action, resource_arn(kind, name, rule.action, self._place), kind)
                yield replace(permission, condition=rule.condition, source=rule.source)

    def _objects(self) -> Iterator[tuple[Permission, Seen]]:
        """Objects of the source bucket are tagged, and a bucket that is emptied has old versions."""
        by_action: dict[str, set[str]] = defaultdict(set)
        for call in self._calls:
            if call.service == "s3" and resource_name("object", call.resource):
                by_action[call.action].add(call.resource)
        for after, action, names in (
            ("PutObject", "PutObjectTagging", by_action["PutObject"] & by_action["GetObjectTagging"]),
            ("DeleteObject", "DeleteObjectVersion", by_action["DeleteObject"] & by_action["GetObjectTagging"]),
        ):
            for name in names:
                source = f"Amazon S3 API Reference, {after}"
                yield Permission(f"s3:{action}", name, "object", (), source), Seen(self._workspace.path, after)
        for bucket in {call.resource for call in self._calls if call.action == _EMPTYING}:
            source = f"Amazon S3 API Reference, {_EMPTYING}"
            permission = Permission("s3:DeleteObjectVersion", f"{bucket}/*", "object", (), source)
            yield permission, Seen(self._workspace.path, _EMPTYING)

    def _state_key(self) -> Iterator[tuple[Permission, Seen]]:
        settings = self._workspace.backend.settings
        key = settings.get("kms_key_id")
        condition: tuple[str, ...] = ()
        if self._workspace.backend.kind == "s3" and "encrypt" not in settings:
            # Stage 0 makes the key, whose id AWS thinks up. Its policy says for which bucket it may be used.
            key = f"arn:{self._place.partition}:kms:{settings['region']}:{self._place.owner_id}:key/*"
            condition = ("StringEquals", "kms:ViaService", f"s3.{settings['region']}.{self._dns_suffix}")
        for action, after in (("Decrypt", "GetObject"), ("GenerateDataKey", "PutObject")):
            if isinstance(key, str) and any(call.action == after for call in self._calls):
                source = "Amazon S3 user guide, UsingKMSEncryption"
                yield Permission(f"kms:{action}", key, "key", condition, source), Seen(self._workspace.path, after)

    @property
    def _dns_suffix(self) -> str:
        return "amazonaws.com.cn" if self._place.partition == "aws-cn" else "amazonaws.com"

    def _customers_key(self) -> bool:
        calls = self._workspace.calls
        if next((call.arguments.get("kms_key") for call in calls), None) is not None:
            return True
        instances = (call.arguments.get("instance") for call in calls)
        return any(isinstance(instance, Mapping) and instance.get("kms_key_arn") for instance in instances)

    def _called(self, kind: str, resource: str) -> str | None:
        """What ``resource`` says of a ``kind``, as a policy can name it."""
        name = resource_name(kind, resource)
        if name and kind in _WITH_PATHS:
            # Calls leave out the path, which is part of the ARN.
            configured = (resource_name(kind, text) for text in self._own if text.startswith("arn:"))
            name = next((each for each in configured if each and each.endswith(f"/{name}")), name)
        return self._lasting(name) if name else None

    def _lasting(self, name: str) -> str:
        """``name`` with a wildcard for what will be another the next time: unless the configuration says it."""
        if name in self._configured or any(text.endswith(f"/{name}") for text in self._configured):
            return name
        return _THOUGHT_UP.sub(
            lambda match: f"{match['prefix']}*" if match[0] != name and match["prefix"] else "*", name
        )

    def _known(self, kind: str) -> set[str]:
        """What resources of ``kind`` the workspace deals with, where the call itself does not say."""
        if kind in ID_KINDS:
            configured = {name for text in self._configured if (name := resource_name(kind, text))}
            return {"*"} if kind in self._made or not configured else configured
        named = {name for text in self._own if text.startswith("arn:") and (name := resource_name(kind, text))}
        principals = {name for text in self._principals if (name := resource_name(kind, text))}
        return (self._names[kind] | named) - principals or {"*"}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _texts(item)


def _smallest(found: _Found) -> dict[Permission, frozenset[Seen]]:
    """``found`` without what another permission of it allows already; sorted."""
    arns: dict[str, set[str]] = defaultdict(set)
    for permission in found:
        if permission.observed and not permission.condition:
            arns[permission.action].add(permission.arn)
    kept = {}
    for permission in sorted(found):
        wider = arns[permission.action]
        if permission.arn != "*" and "*" in wider:
            continue
        if not permission.observed and permission.arn in wider:
            continue
        kept[permission] = frozenset(found[permission])
    return kept
