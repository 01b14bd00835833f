"""Faults in plans, each of which a check must find before the apply."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.doctor.plan_edits import Edit, EditablePlans

NETWORK, AIRFLOW = "module.network.", "module.airflow."
SINGLE, COMPLETE = "single-root", "private-vpc/complete"


@dataclass(frozen=True)
class PlannedFault:
    """What is wrong with a plan, and which check must find it."""

    id: str
    check: str
    edit: Edit
    plans: str = SINGLE
    consequences: Sequence[str] = ()


def _set(address: str, **values: Any) -> Edit:
    return lambda plans: plans.after(address).update(values)


def _set_in(address: str, path: Sequence[str | int], **values: Any) -> Edit:
    """Set attributes of a block."""

    def edit(plans: EditablePlans) -> None:
        block: Any = plans.after(address)
        for name in path:
            block = block[name]
        block.update(values)

    return edit


def _remove(*addresses: str) -> Edit:
    def edit(plans: EditablePlans) -> None:
        for address in addresses:
            plans.remove(address)

    return edit


def _all(*edits: Edit) -> Edit:
    def edit(plans: EditablePlans) -> None:
        for each in edits:
            each(plans)

    return edit


def _policy(address: str, change: Callable[[dict[str, Any]], object], attribute: str = "policy") -> Edit:
    """Change the document in an attribute."""

    def edit(plans: EditablePlans) -> None:
        after = plans.after(address)
        document = json.loads(after[attribute])
        change(document)
        after[attribute] = json.dumps(document)

    return edit


def _without_action(prefix: str) -> Callable[[dict[str, Any]], object]:
    """Take away the actions that begin so."""

    def change(document: dict[str, Any]) -> None:
        for statement in document["Statement"]:
            actions = statement.get("Action", [])
            actions = [actions] if isinstance(actions, str) else actions
            statement["Action"] = [action for action in actions if not action.startswith(prefix)] or ["ec2:Nothing"]

    return change


def _allow_denied(document: dict[str, Any]) -> None:
    for statement in document["Statement"]:
        statement["Effect"] = "Allow"


def _trust_another_service(document: dict[str, Any]) -> None:
    document["Statement"][0]["Principal"] = {"Service": "ec2.amazonaws.com"}


def _acl_denies(kind: str, port: int) -> Edit:
    entry = {"action": "deny", "cidr_block": "0.0.0.0/0", "protocol": "tcp", "rule_no": 10}
    ports = {"from_port": port, "to_port": port}
    return lambda plans: plans.after(_ACL)[kind].append({**entry, **ports})


def _through_internet_gateway(plans: EditablePlans) -> None:
    network = plans.plans["."]["configuration"]["root_module"]["module_calls"]["network"]["module"]
    (block,) = (block for block in network["resources"] if block["address"] == "aws_route.private")
    block["expressions"].pop("nat_gateway_id")
    gateway = "aws_internet_gateway.this"
    block["expressions"]["gateway_id"] = {"references": [f"{gateway}.id", gateway]}
    for key in (0, 1):
        unknown = plans.unknown(f"{NETWORK}aws_route.private[{key}]")
        unknown.pop("nat_gateway_id")
        unknown["gateway_id"] = True


def _account_without_block(plans: EditablePlans) -> None:
    names = ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")
    plans.add("aws_s3_account_public_access_block.this", dict.fromkeys(names, False))


_ACL = f"{NETWORK}aws_network_acl.private"
_PRIVATE_SUBNETS = [f"{NETWORK}aws_subnet.private[{key}]" for key in (0, 1)]
_PRIVATE_ROUTES = [f"{NETWORK}aws_route.private[{key}]" for key in (0, 1)]
_NAT = f"{NETWORK}aws_nat_gateway.this"
_GROUP_RULE = f"{AIRFLOW}aws_security_group_rule"
_ROLE = f"{AIRFLOW}aws_iam_role.execution"
_ROLE_POLICY = f"{AIRFLOW}aws_iam_policy.execution"
_VERSIONING = f"{AIRFLOW}aws_s3_bucket_versioning.dags"
_BLOCK = f"{AIRFLOW}aws_s3_bucket_public_access_block.dags"

_KEY = "module.environment.aws_kms_key.this[0]"
_ENCRYPTION = "module.environment.aws_s3_bucket_server_side_encryption_configuration.source[0]"
_OTHER_KEY = "arn:aws:kms:us-east-1:222222222222:key/11111111-2222-3333-4444-555555555555"
_ENDPOINTS = "module.environment_endpoints."
_SHARE = "module.subnet_share."
_SERVICES = "module.service_endpoints."
_SERVICE_RULES = [
    f"{_SERVICES}aws_vpc_security_group_ingress_rule.{kind}[{key}]"
    for kind in ("https", "postgresql")
    for key in (0, 1)
]


def _role(id: str, check: str, prefix: str) -> PlannedFault:
    return PlannedFault(id, check, _policy(_ROLE_POLICY, _without_action(prefix)))


FAULTS = (
    PlannedFault("dns-support-off", "network.dns-attributes", _set(f"{NETWORK}aws_vpc.this", enable_dns_support=False)),
    PlannedFault(
        "dns-names-off",
        "network.dns-attributes",
        _set(f"{NETWORK}aws_vpc.this", enable_dns_hostnames=False),
    ),
    PlannedFault(
        "no-route-out",
        "network.internet-route",
        _remove(*_PRIVATE_ROUTES),
        consequences=["network.service-endpoints"],
    ),
    PlannedFault("public-subnets", "network.private-subnets", _through_internet_gateway),
    PlannedFault("private-nat-gateway", "network.nat-gateway", _set(_NAT, connectivity_type="private")),
    PlannedFault("acl-denies-5432-in", "network.acl", _acl_denies("ingress", 5432)),
    PlannedFault("acl-denies-443-out", "network.acl", _acl_denies("egress", 443)),
    PlannedFault("no-self-reference", "network.self-reference", _remove(f"{_GROUP_RULE}.self")),
    PlannedFault("no-egress", "network.egress", _remove(f"{_GROUP_RULE}.egress")),
    PlannedFault(
        "one-zone",
        "network.subnets",
        _all(*(_set(subnet, availability_zone="us-east-1a") for subnet in _PRIVATE_SUBNETS)),
    ),
    PlannedFault("trust-of-ec2", "permissions.trust", _policy(_ROLE, _trust_another_service, "assume_role_policy")),
    _role("no-logs", "permissions.write-logs", "logs:CreateLogStream"),
    _role("no-queue", "permissions.celery-queue", "sqs:"),
    _role("no-bucket-read", "permissions.read-bucket", "s3:GetObject"),
    _role("no-metrics", "permissions.put-metrics", "cloudwatch:"),
    _role("no-account-block-read", "permissions.account-public-access-block", "s3:GetAccountPublicAccessBlock"),
    PlannedFault("lists-all-buckets", "permissions.list-all-buckets", _policy(_ROLE_POLICY, _allow_denied)),
    PlannedFault(
        "versions-suspended",
        "permissions.bucket-versioning",
        _set_in(_VERSIONING, ["versioning_configuration", 0], status="Suspended"),
    ),
    PlannedFault("no-versions", "permissions.bucket-versioning", _remove(_VERSIONING)),
    PlannedFault(
        "public-bucket",
        "permissions.bucket-public-access",
        _all(_set(_BLOCK, block_public_policy=False), _account_without_block),
    ),
    PlannedFault("key-disabled", "permissions.key", _set(_KEY, is_enabled=False), COMPLETE),
    PlannedFault(
        "key-without-logs",
        "permissions.key-policy-logs",
        _policy(_KEY, _without_action("kms:Encrypt")),
        COMPLETE,
    ),
    PlannedFault(
        "other-bucket-key",
        "permissions.bucket-key",
        _set_in(
            _ENCRYPTION,
            ["rule", 0, "apply_server_side_encryption_by_default", 0],
            kms_master_key_id=_OTHER_KEY,
        ),
        COMPLETE,
    ),
    PlannedFault(
        "no-database-endpoint",
        "handshake.database-endpoint",
        _remove(f"{_ENDPOINTS}aws_vpc_endpoint.database"),
        COMPLETE,
    ),
    PlannedFault(
        "no-webserver-endpoint",
        "handshake.webserver-endpoint",
        _remove(f"{_ENDPOINTS}aws_vpc_endpoint.webserver[0]"),
        COMPLETE,
    ),
    PlannedFault(
        "endpoint-rule-removed",
        "handshake.endpoint-rule",
        _remove(f"{_ENDPOINTS}aws_vpc_security_group_ingress_rule.environment"),
        COMPLETE,
        consequences=["handshake.workers-webserver"],
    ),
    PlannedFault(
        "share-without-principal",
        "handshake.principal-associated",
        _remove(f'{_SHARE}aws_ram_principal_association.this["222222222222"]'),
        COMPLETE,
    ),
    PlannedFault(
        "share-without-a-subnet",
        "handshake.subnets-associated",
        _remove(f"{_SHARE}aws_ram_resource_association.this[1]"),
        COMPLETE,
    ),
    PlannedFault(
        "service-endpoint-removed",
        "network.service-endpoints",
        _remove(f'{_SERVICES}aws_vpc_endpoint.interface["sqs"]'),
        COMPLETE,
    ),
    PlannedFault(
        "no-private-dns",
        "network.private-dns",
        _set(f'{_SERVICES}aws_vpc_endpoint.interface["logs"]', private_dns_enabled=False),
        COMPLETE,
    ),
    PlannedFault(
        "s3-not-in-route-tables",
        "network.s3-gateway",
        _set(f"{_SERVICES}aws_vpc_endpoint.s3[0]", route_table_ids=[]),
        COMPLETE,
    ),
    PlannedFault(
        "service-endpoints-admit-nothing",
        "network.service-endpoint-groups",
        _remove(*_SERVICE_RULES),
        COMPLETE,
    ),
    PlannedFault(
        "self-reference-deleted",
        "network.self-reference",
        _remove("module.environment.aws_vpc_security_group_ingress_rule.self[0]"),
        COMPLETE,
    ),
)
