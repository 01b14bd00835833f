"""Edges of the owner's modules: network, its tags and share, endpoints, and the bucket of the states."""

from __future__ import annotations

from typing import Any

from tests.modules.edges import (
    ACCOUNT,
    EDGES_OF_SUBNET_IDS,
    EDGES_OF_VPC_ID,
    KEY,
    NO_RETENTION,
    NOT_A_KEY,
    REGION,
    RETENTION,
    Edges,
    around,
    bucket_names,
    of,
)

_PREFIXES = of("name", ["e", "0" * 200, "9-_AZ09"], ["e" * 201, *around("e"), "-e", "_e", "e.e", ""])
_DEFAULTS = {
    "availability_zone_ids": None,
    "cidr_block": "10.192.0.0/16",
    "flow_logs": None,
    "internet": "nat_gateway_per_az",
    "private_subnet_cidrs": ["10.192.20.0/24", "10.192.21.0/24"],
    "public_subnet_cidrs": ["10.192.10.0/24", "10.192.11.0/24"],
}
_VPC: dict[str, Any] = {
    "vpc_id": "vpc-09af",
    "private_subnet_ids": ["subnet-0a", "subnet-0b"],
    "public_subnet_ids": ["subnet-0c"],
}
_CIDRS = ["10.0.0.0/28", "10.0.0.16/28"]
_NOT_CIDRS = ["10.0.0.0/29", "10.0.0.1/28", "10.0.0.0", "2001:db8::/28", "a"]
#: What is no range at all is refused by another validation, whose message is about that.
_INSIDE = ["10.0.0.0/16", "10.0.255.0/24", "a"]
_OUTSIDE = ["10.0.0.0/15", "10.1.0.0/24", "9.255.255.0/24"]


def _of_subnets(variable: str) -> Edges:
    return of(variable, [_CIDRS], [[cidr, _CIDRS[1]] for cidr in _NOT_CIDRS])


def _of_subnets_inside(variable: str) -> Edges:
    return of(variable, [[cidr] for cidr in _INSIDE], [[cidr] for cidr in _OUTSIDE], cidr_block="10.0.0.0/16")


def _existing(**values: Any) -> dict[str, Any]:
    return {**_VPC, **values}


NETWORK = {
    "availability_zone_ids.0": of("availability_zone_ids", [["a", "b"], None], [["a"], ["a", "a"], ["a", "b", "c"]]),
    "availability_zone_ids.1": of(
        "availability_zone_ids",
        [["use1-az1", "a09-az90"], None],
        [["us-east-1a"], ["use1-az"], ["use1-lax1-az1"], ["use1-az1!"]],
    ),
    "availability_zone_ids.2": of(
        "availability_zone_ids", [["use1-az1", "use1-az2"], None], [["use1-az1", "use1-az3"]]
    ),
    "flow_logs.0": of(
        "flow_logs",
        [{"retention_days": days} for days in RETENTION] + [None],
        [{"retention_days": days} for days in (*NO_RETENTION, 0)],
    ),
    "flow_logs.1": of(
        "flow_logs",
        [{"retention_days": 1, "kms_key_arn": KEY}, {"retention_days": 1}, None],
        [{"retention_days": 1, "kms_key_arn": NOT_A_KEY}, {"retention_days": 1, "kms_key_arn": "1a2b"}],
    ),
    "internet.0": of("internet", ["nat_gateway_per_az", "single_nat_gateway", "none"], ["nat", ""]),
    "name.0": of("name", ["n", "n" * 64, "A._-09"], ["", "n" * 65, "a b", "a/b"]),
    "cidr_block.0": of(
        "cidr_block",
        ["10.0.0.0/16", "10.0.0.16/28"],
        ["10.0.0.0/15", "10.0.0.0/29", "10.0.0.1/28", "2001:db8::/28", "10.0.0.0"],
    ),
    "private_subnet_cidrs.0": of("private_subnet_cidrs", [["a", "b"]], [["a"], ["a", "b", "c"]]),
    "private_subnet_cidrs.1": _of_subnets("private_subnet_cidrs"),
    "private_subnet_cidrs.2": _of_subnets_inside("private_subnet_cidrs"),
    "private_subnet_cidrs.3": of(
        "private_subnet_cidrs",
        [["10.0.0.0/24", "10.0.1.0/24"], ["10.0.2.0/23", "10.0.1.0/24"], ["a", "10.0.1.0/24"]],
        [["10.0.0.0/24", "10.0.0.0/24"], ["10.0.0.0/23", "10.0.1.0/24"], ["10.0.8.0/28", "10.0.1.0/24"]],
        public_subnet_cidrs=["10.0.8.0/24"],
    ),
    "public_subnet_cidrs.0": Edges(
        (
            {"internet": "none", "public_subnet_cidrs": []},
            {"internet": "single_nat_gateway", "public_subnet_cidrs": ["a", "b"]},
        ),
        tuple(
            {"internet": internet, "public_subnet_cidrs": cidrs}
            for internet, cidrs in (
                ("none", ["a"]),
                ("nat_gateway_per_az", ["a"]),
                ("nat_gateway_per_az", ["a", "b", "c"]),
            )
        ),
    ),
    "public_subnet_cidrs.1": _of_subnets("public_subnet_cidrs"),
    "public_subnet_cidrs.2": _of_subnets_inside("public_subnet_cidrs"),
    "existing.0": of(
        "existing", [_VPC, None], [_existing(vpc_id=vpc_id) for vpc_id in ("vpc-", "vpc-g", "vpc0a", *around("vpc-0a"))]
    ),
    "existing.1": of(
        "existing",
        [_VPC, None],
        [
            _existing(private_subnet_ids=ids)
            for ids in (["subnet-0a"], ["subnet-0a"] * 2, ["subnet-0a", "subnet-0b", "subnet-0d"])
        ],
    ),
    "existing.2": of(
        "existing",
        [_VPC, None],
        [
            _existing(private_subnet_ids=["subnet-0a", "0b"]),
            *(_existing(public_subnet_ids=[name]) for name in ("subnet-", *around("subnet-0a"))),
        ],
    ),
    "existing.3": of(
        "existing",
        [_VPC, None],
        [_existing(public_subnet_ids=["subnet-0b"]), _existing(public_subnet_ids=["subnet-0c", "subnet-0c"])],
    ),
    "existing.4": of(
        "existing",
        [_VPC, _existing(private_route_table_ids=["rtb-0a", "rtb-0b"]), None],
        [
            _existing(private_route_table_ids=ids)
            for ids in (
                ["rtb-0a", "rtb-0b", "rtb-0c"],
                ["rtb-0a", "rtb-0a"],
                ["main"],
                *([name] for name in around("rtb-0a")),
            )
        ],
    ),
    "existing.5": Edges(
        ({"existing": _VPC, **_DEFAULTS}, {"existing": None, **_DEFAULTS, "internet": "none"}),
        tuple(
            {"existing": _VPC, **_DEFAULTS, name: value}
            for name, value in {
                "availability_zone_ids": ["use1-az1", "use1-az2"],
                "cidr_block": "10.192.0.0/17",
                "flow_logs": {"retention_days": 1},
                "internet": "none",
                "private_subnet_cidrs": _CIDRS,
                "public_subnet_cidrs": _CIDRS,
            }.items()
        ),
    ),
}

NETWORK_TAGS = {
    "name.0": of("name", ["n", "n" * 235, None], ["", "n" * 236]),
    "subnet_ids.0": EDGES_OF_SUBNET_IDS,
    "tags.0": of("tags", [{"name": "a"}], [{"Name": "a"}]),
    "tags.1": of(
        "tags",
        [{"k": "v" * 256, "k" * 128: ""}],
        [{"": "a"}, {"k" * 129: "a"}, {"k": "v" * 257}, {"aws:a": "a"}, {"AWS:a": "a"}],
    ),
    "tags.2": of("tags", [{f"k{number}": "v" for number in range(49)}], [{f"k{number}": "v" for number in range(50)}]),
    "vpc_id.0": EDGES_OF_VPC_ID,
}

_ENVIRONMENT = {"account_id": ACCOUNT, "name": "etl", "source_bucket_name": "dags"}
_NOT_STATEMENTS: list[dict[str, Any]] = [
    {"actions": []},
    {"resources": []},
    {"actions": ["AssumeRole"]},
    {"actions": ["*"]},
    {"actions": ["!s3:Get"]},
    {"actions": ["s3:Get!"]},
    {"resources": ["a"]},
    {"resources": [""]},
]
_STATEMENT = {"service": "sts", "actions": ["sts:AssumeRole"], "resources": ["*"]}


def _of_environment(accepted: list[dict[str, Any]], refused: list[dict[str, Any]]) -> Edges:
    sides = [[[{**_ENVIRONMENT, **values}] for values in side] for side in (accepted, refused)]
    return of("environments", sides[0], sides[1])


SERVICE_ENDPOINTS = {
    "name.0": _PREFIXES,
    "route_table_ids.0": Edges(
        ({"route_table_ids": ["rtb-0"], "services": {}}, {"route_table_ids": [], "services": {"without": ["s3"]}}),
        ({"route_table_ids": [], "services": {}}, {"route_table_ids": [], "services": {"without": ["sqs"]}}),
    ),
    "services.0": of(
        "services",
        [{"additional": ["ecr.api", "s", "0-9", "9.0"]}, {}],
        [{side: [name]} for side in ("additional", "without") for name in ("", ".a", "ECS", "a_b", *around("ecs"))],
    ),
    "services.1": of(
        "services",
        [{"additional": ["ecs"], "without": ["s3"]}, {}],
        [{"additional": ["s3"]}, {"additional": ["ecs"], "without": ["ecs"]}],
    ),
    "subnet_ids.0": EDGES_OF_SUBNET_IDS,
    "vpc_id.0": EDGES_OF_VPC_ID,
    "environments.0": _of_environment(
        [{}], [{"account_id": "1" * 11}, {"account_id": "1" * 13}, {"account_id": "a" * 12}]
    ),
    "environments.1": _of_environment(
        [{"name": "e"}, {"name": "e" * 80}, {"name": "E-_09"}], [{"name": name} for name in ("", "e" * 81, "1e", "e.e")]
    ),
    "environments.2": _of_environment(
        [{"source_bucket_name": "0.9"}, {"source_bucket_name": "9-0"}, {"source_bucket_name": "a" * 63}],
        [{"source_bucket_name": name} for name in (*bucket_names("acme"), "a" * 64)],
    ),
    "environments.3": _of_environment(
        [{"kms_key": key} for key in ({}, {"create": True}, {"arn": KEY})],
        [
            {"kms_key": key}
            for key in ({"create": True, "arn": KEY}, *({"arn": arn} for arn in (NOT_A_KEY, "1a2b", *around(KEY))))
        ],
    ),
    "policies.0": of(
        "policies",
        [{"mode": mode} for mode in ("full_access", "restricted", "restricted_all")],
        [{"mode": "Restricted"}, {"mode": ""}],
    ),
    "policies.1": Edges(
        (
            {"policies": {"mode": "restricted", "allow": [_STATEMENT]}, "environments": [_ENVIRONMENT]},
            {"policies": {}, "environments": []},
        ),
        (
            {"policies": {"mode": "restricted"}, "environments": []},
            {"policies": {"mode": "restricted_all"}, "environments": []},
            {"policies": {"allow": [_STATEMENT]}, "environments": [_ENVIRONMENT]},
            {"policies": {"unrestricted": ["sts"]}, "environments": [_ENVIRONMENT]},
        ),
    ),
    "policies.2": of(
        "policies",
        [{"allow": [_STATEMENT], "unrestricted": ["kms"]}],
        [{"allow": [_STATEMENT], "unrestricted": ["sts"]}],
    ),
    "policies.3": of(
        "policies",
        [{"allow": [_STATEMENT], "unrestricted": ["logs"]}],
        [{"allow": [{**_STATEMENT, "service": "kms"}]}, {"unrestricted": ["kms"]}],
        services={"without": ["kms"]},
    ),
    "policies.4": of(
        "policies",
        [
            {
                "allow": [
                    _STATEMENT,
                    {**_STATEMENT, "actions": ["s3:Get*", "a-09:?"], "resources": ["*", "arn:aws:s3:::a"]},
                ]
            }
        ],
        [{"allow": [{**_STATEMENT, **values}]} for values in _NOT_STATEMENTS],
    ),
}

_SHARE = f"arn:aws:ram:{REGION}:{ACCOUNT}:resource-share/0a9f5678-1234-1234-1234-123456789012"
_ORGANIZATION = f"arn:aws:organizations::{ACCOUNT}"
_SUBNET = f"arn:aws:ec2:{REGION}:{ACCOUNT}:subnet/subnet-09af"
_PRINCIPALS = [
    ACCOUNT,
    f"{_ORGANIZATION}:organization/o-09{'a' * 8}",
    f"{_ORGANIZATION}:organization/o-{'a' * 32}",
    f"{_ORGANIZATION}:ou/o-{'a' * 10}/ou-aaaa-{'a' * 8}",
    f"{_ORGANIZATION}:ou/o-09{'a' * 30}/ou-09{'a' * 30}-09{'a' * 30}",
]
_NOT_PRINCIPALS = [
    f"!{ACCOUNT}",
    "1" * 11,
    "1" * 13,
    f"{_ORGANIZATION}:organization/o-012345678",
    f"arn:aws:iam::{ACCOUNT}:role/a",
    f"{_PRINCIPALS[-1]}/a",
    f"{_ORGANIZATION}:organization/o-{'a' * 33}",
    f"{_ORGANIZATION}:ou/o-{'a' * 9}/ou-aaaa-aaaaaaaa",
    f"{_ORGANIZATION}:ou/o-{'a' * 10}/ou-aaa-aaaaaaaa",
    f"{_ORGANIZATION}:ou/o-{'a' * 10}/ou-aaaa-aaaaaaa",
    f"{_ORGANIZATION}:ou/o-{'a' * 33}/ou-aaaa-aaaaaaaa",
    f"{_ORGANIZATION}:ou/o-{'a' * 10}/ou-{'a' * 33}-aaaaaaaa",
    f"{_ORGANIZATION}:ou/o-{'a' * 10}/ou-aaaa-{'a' * 33}",
]

SUBNET_SHARE = {
    "name.0": of("name", ["n", "n" * 64, "A._-09", None], ["", "n" * 65, "a b"]),
    "name.1": Edges(
        ({"name": "a", "resource_share": {}}, {"name": None, "resource_share": {"create": False}}),
        ({"name": None, "resource_share": {}}, {"name": "a", "resource_share": {"create": False}}),
    ),
    "principals.0": Edges(
        ({"principals": [ACCOUNT], "resource_share": {}}, {"principals": [], "resource_share": {"create": False}}),
        ({"principals": [], "resource_share": {}},),
    ),
    "principals.1": of("principals", [_PRINCIPALS, []], [[principal] for principal in _NOT_PRINCIPALS]),
    "resource_share.0": of(
        "resource_share", [{}, {"create": False, "arn": _SHARE}], [{"arn": _SHARE}, {"create": False}]
    ),
    "resource_share.1": of(
        "resource_share",
        [{"arn": _SHARE}, {}],
        [{"arn": arn} for arn in (f"{_SHARE}0", _SHARE[:-1], _SHARE.replace("ram", "ec2"), f"!{_SHARE}")],
    ),
    "subnet_arns.0": of("subnet_arns", [["a", "b"], ["a", "b", "c"]], [["a"], ["a", "a"]]),
    "subnet_arns.1": of(
        "subnet_arns",
        [[_SUBNET]],
        [[arn] for arn in ("subnet-0a", f"{_SUBNET}/a", _SUBNET.replace("9af", "9ag"), *around(_SUBNET))],
    ),
}

_ROLE = f"arn:aws:iam::{ACCOUNT}:role/0a9"
_OTHER_ROLE = "arn:aws:iam::222222222222:role/a"
_WRITER = {"account_id": ACCOUNT, "writes": ["a/terraform.tfstate"]}
_NOT_STATES = ["", "/a", "a/*", "*", "a b", "${a}"]

STATE_BUCKET = {
    "name.0": of("name", ["0.9", "9-0", "a" * 63], [*bucket_names("acme"), "a" * 64, "a..b"]),
    "accounts.0": of(
        "accounts", [[_WRITER], []], [[{**_WRITER, "account_id": digits}] for digits in ("1" * 11, "1" * 13)]
    ),
    "accounts.1": of(
        "accounts",
        [[{**_WRITER, "role_arns": [_ROLE]}], [_WRITER]],
        [
            [{**_WRITER, "role_arns": [arn]}]
            for arn in (_OTHER_ROLE, "a", f"arn:aws:iam::{ACCOUNT}:role/", *around(_ROLE))
        ],
    ),
    "accounts.2": of("accounts", [[_WRITER], []], [[{**_WRITER, "writes": []}]]),
    "accounts.3": of(
        "accounts",
        [[{**_WRITER, "reads": ["a-*/terraform.tfstate", "a", "0a9", "9a0", "!a", "a!"]}]],
        [[{**_WRITER, side: [key]}] for side in ("writes", "reads") for key in _NOT_STATES],
    ),
    "accounts.4": of(
        "accounts",
        [[_WRITER, {**_WRITER, "role_arns": [_ROLE]}]],
        [[_WRITER, _WRITER], [{**_WRITER, "role_arns": roles} for roles in (["a", "b"], ["b", "a"])]],
    ),
    "kms_key.0": of("kms_key", [{}, {"create": True}, {"arn": KEY}], [{"create": True, "arn": KEY}]),
    "kms_key.1": Edges(
        (
            {"kms_key": {"create": True}, "accounts": [_WRITER]},
            {"kms_key": {"arn": KEY}, "accounts": []},
            {"kms_key": {}, "accounts": []},
        ),
        ({"kms_key": {"create": True}, "accounts": []},),
    ),
    "kms_key.2": of(
        "kms_key", [{"arn": KEY}, {}], [{"arn": arn} for arn in (NOT_A_KEY, "1a2b", f"{KEY}/a", *around(KEY))]
    ),
    "noncurrent_versions.0": of(
        "noncurrent_versions", [{"keep": 1}, {"keep": 100}], [{"keep": keep} for keep in (0, 101, 1.5)]
    ),
    "noncurrent_versions.1": of("noncurrent_versions", [{"days": 1}], [{"days": 0}, {"days": 1.5}]),
}

_SERVICES = ["com.amazonaws.vpce.us-east-90.vpce-svc-09", "cn.com.amazonaws.vpce.cn-north-1.vpce-svc-0"]
_NOT_SERVICES = [
    "com.amazonaws.us-east-1.s3",
    "vpce-svc-0",
    "comxamazonaws.vpce.us-east-1.vpce-svc-0",
    f"{_SERVICES[0]} ",
    f"!{_SERVICES[0]}",
]

ENVIRONMENT_ENDPOINTS = {
    "database_service_name.0": of("database_service_name", _SERVICES, [*_NOT_SERVICES, ""]),
    "environment_account_id.0": of("environment_account_id", [ACCOUNT, None], ["1" * 11, "1" * 13, "a" * 12, ""]),
    "environment_security_group_id.0": of(
        "environment_security_group_id",
        ["sg-09", f"{ACCOUNT}/sg-90"],
        [f"{'1' * 11}/sg-0", f"{'1' * 13}/sg-0", "sg-", "/sg-0", "default", *around("sg-0")],
    ),
    "name.0": _PREFIXES,
    "subnet_ids.0": EDGES_OF_SUBNET_IDS,
    "vpc_id.0": EDGES_OF_VPC_ID,
    "webserver_service_name.0": of("webserver_service_name", [*_SERVICES, "", None], _NOT_SERVICES),
    "webserver_service_name.1": Edges(
        (
            {"private_webserver": True, "webserver_service_name": _SERVICES[0]},
            {"private_webserver": False, "webserver_service_name": None},
            {"private_webserver": False, "webserver_service_name": ""},
        ),
        tuple({"private_webserver": True, "webserver_service_name": name} for name in (None, "")),
    ),
}
