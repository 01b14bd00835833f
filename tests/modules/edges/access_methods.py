"""Edges of the access methods' modules: load balancer, bastion and Client VPN."""

from __future__ import annotations

from typing import Any

from tests.modules.edges import ACCOUNT, EDGES_OF_VPC_ID, NO_RETENTION, REGION, RETENTION, Edges, around, of

_CERTIFICATE = f"arn:aws:acm:{REGION}:{ACCOUNT}:certificate/1a2b"
_NOT_CERTIFICATES = [_CERTIFICATE.replace("acm", "iam"), _CERTIFICATE.replace(ACCOUNT, "1"), "1a2b", f"!{_CERTIFICATE}"]
_WEB_ACL = f"arn:aws:wafv2:{REGION}:{ACCOUNT}:regional/webacl/a/1"
_PREFIXES = of("name", ["e", "0" * 200, "9-_AZ09"], ["e" * 201, *around("e"), "-e", "_e", "e.e", ""])
_NETWORKS = [f"10.0.{number}.0/24" for number in range(51)]
_BALANCED = {"host_name": "A.z-09", "endpoint_ips": ["10.0.0.1"], "security_group_id": "sg-0"}
_LABEL = "a" * 63

WEB_ACCESS_ALB = {
    "access_logs.0": of(
        "access_logs",
        [{"bucket": "b"}, {"bucket": "b", "prefix": "a/b"}, None],
        [{"bucket": "b", "prefix": prefix} for prefix in ("/a", "a/", "a/AWSLogs/b")],
    ),
    "allowed_cidrs.0": of("allowed_cidrs", [_NETWORKS[:1], _NETWORKS[:50]], [[], _NETWORKS]),
    "allowed_cidrs.1": of(
        "allowed_cidrs",
        [["10.0.0.1/32", "0.0.0.0/0"]],
        [["10.0.0.1/24"], ["10.0.0.1"], ["2001:db8::/32"], ["10.0.0.0/33"]],
    ),
    "allowed_cidrs.2": Edges(
        (
            {"allowed_cidrs": ["0.0.0.0/0"], "protection": {"web_acl": {"arn": _WEB_ACL}}},
            {"allowed_cidrs": ["16.0.0.0/8"], "protection": {}},
        ),
        (
            {"allowed_cidrs": ["10.0.0.0/24", "0.0.0.0/0"], "protection": {}},
            {"allowed_cidrs": ["0.0.0.0/1", "128.0.0.0/1"], "protection": {}},
            {"allowed_cidrs": ["16.0.0.0/7"], "protection": {}},
        ),
    ),
    "certificate_arn.0": of("certificate_arn", [_CERTIFICATE], _NOT_CERTIFICATES),
    "name.0": of(
        "name",
        ["e", "ee", "0" * 200, "9-9", "0-0", "e-09-e"],
        ["e" * 201, *around("e"), "-e", "e-", "e_e", "", "internal-e"],
    ),
    "protection.0": of(
        "protection",
        [{}, {"web_acl": {"arn": _WEB_ACL}}],
        [
            {"web_acl": {"arn": arn}}
            for arn in (_WEB_ACL.replace("regional", "global"), "a", _WEB_ACL.replace(ACCOUNT, "1"), f"!{_WEB_ACL}")
        ],
    ),
    "domain.0": of(
        "domain",
        [
            {"name": name}
            for name in ("a.bc", "aa.bc", f"{_LABEL}.{_LABEL}", "0.09", "9.90", "0a0.bc", "9a9.bc", "a09b.bc")
        ]
        + [None],
        [{"name": name} for name in ("localhost", "A.bc", "-a.bc", "a-.bc", f"a{_LABEL}.bc", f"a.a{_LABEL}", "a.b")],
    ),
    "domain.1": of(
        "domain",
        [{"name": "a", "private_zone": True}, {"name": "a", "zone": {"id": "Z"}}, None],
        [{"name": "a", "private_zone": True, "zone": {"id": "Z"}}],
    ),
    "subnets.0": of(
        "subnets",
        [{"ids": ["a", "b"]}, {"ids": ["a", "b", "c", "d"]}],
        [{"ids": ids} for ids in (["a"], ["a", "a"], ["a", "b", "c", "d", "e"])],
    ),
    "vpc_id.0": EDGES_OF_VPC_ID,
    "webserver.0": of(
        "webserver", [_BALANCED], [{**_BALANCED, "host_name": name} for name in ("", "https://a.b", "a.b/", "!a.b")]
    ),
    "webserver.1": of("webserver", [_BALANCED], [{**_BALANCED, "endpoint_ips": []}]),
    "webserver.2": of(
        "webserver", [_BALANCED], [{**_BALANCED, "endpoint_ips": ["10.0.0.1", ip]} for ip in ("10.0.0.256", "a", "")]
    ),
}

_BASTION_NETWORK = {"vpc_id": "vpc-0", "subnet_ids": ["subnet-0"]}
_FORWARDED = {"endpoint_dns_name": "A.z-09", "security_group_id": "sg-0"}

WEB_ACCESS_BASTION = {
    "instance.0": of(
        "instance",
        [{"type": "t4g.nano"}, {"type": "m7i-flex.large"}, {"type": "a09.09a"}],
        [{"type": name} for name in ("nano", "t4g.", "T4g.nano", "t4g nano", *around("t4g.nano"))],
    ),
    "instance.1": of("instance", [{"ami_id": "ami-0"}, {}], [{"ami_id": "ami0"}, {"ami_id": "my-ami-0"}]),
    "local_port.0": of("local_port", [1, 65535], [0, 65536, 1.5]),
    "name.0": of("name", ["e", "0" * 56, "9-_AZ09"], ["e" * 57, *around("e"), "-e", "e.e", ""]),
    "network.0": of(
        "network", [_BASTION_NETWORK], [{**_BASTION_NETWORK, "vpc_id": "vpc0"}, {**_BASTION_NETWORK, "subnet_ids": []}]
    ),
    "network.1": of(
        "network",
        [_BASTION_NETWORK, {**_BASTION_NETWORK, "session_manager_cidrs": ["10.0.0.0/16", "10.0.0.1/32"]}],
        [{**_BASTION_NETWORK, "session_manager_cidrs": cidrs} for cidrs in ([], ["10.0.0.0"], ["10.0.0.0/16", "a"])],
    ),
    "webserver.0": of(
        "webserver",
        [_FORWARDED],
        [{**_FORWARDED, "endpoint_dns_name": name} for name in ("", "a b", "https://a.b", *around("a"))],
    ),
    "webserver.1": of("webserver", [_FORWARDED], [{**_FORWARDED, "security_group_id": "sg0"}]),
}

_SAML = f"arn:aws:iam::{ACCOUNT}:saml-provider/a"
_MUTUAL: dict[str, Any] = {"server_certificate_arn": _CERTIFICATE, "client_certificate_arn": _CERTIFICATE}
_FEDERATED: dict[str, Any] = {"server_certificate_arn": _CERTIFICATE, "saml_provider_arn": _SAML}
_CLIENTS = {"cidr_block": "10.8.0.0/22"}
_VPN_NETWORK: dict[str, Any] = {
    "vpc_id": "vpc-0",
    "vpc_cidr_block": "10.192.0.0/16",
    "subnet_ids": ["subnet-0a", "subnet-0b"],
}
_REACHED = {"endpoint_ips": ["10.0.0.1"], "security_group_id": "sg-0"}


def _of_clients(accepted: list[dict[str, Any]], refused: list[dict[str, Any]], **others: Any) -> Edges:
    sides = [[{**_CLIENTS, **values} for values in side] for side in (accepted, refused)]
    return of("clients", sides[0], sides[1], **others)


def _of_network(accepted: list[dict[str, Any]], refused: list[dict[str, Any]]) -> Edges:
    sides = [[{**_VPN_NETWORK, **values} for values in side] for side in (accepted, refused)]
    return of("network", sides[0], sides[1])


WEB_ACCESS_CLIENT_VPN = {
    "authentication.0": of(
        "authentication", [_MUTUAL, _FEDERATED], [{**_MUTUAL, **_FEDERATED}, {"server_certificate_arn": _CERTIFICATE}]
    ),
    "authentication.1": of(
        "authentication",
        [_MUTUAL, _FEDERATED],
        [{**_MUTUAL, name: arn} for name in _MUTUAL for arn in _NOT_CERTIFICATES],
    ),
    "authentication.2": of(
        "authentication",
        [_MUTUAL, {**_FEDERATED, "self_service_saml_provider_arn": _SAML}],
        [
            {**_FEDERATED, name: arn}
            for name in ("saml_provider_arn", "self_service_saml_provider_arn")
            for arn in (_SAML.replace("saml-provider", "role"), f"!{_SAML}")
        ],
    ),
    "authentication.3": of(
        "authentication",
        [_MUTUAL, {**_FEDERATED, "self_service_saml_provider_arn": _SAML}],
        [{**_MUTUAL, "self_service_saml_provider_arn": _SAML}],
    ),
    "authorization.0": Edges(
        (
            {"authorization": {"access_group_ids": ["a"]}, "authentication": _FEDERATED},
            {"authorization": {}, "authentication": _MUTUAL},
        ),
        ({"authorization": {"access_group_ids": ["a"]}, "authentication": _MUTUAL},),
    ),
    "authorization.1": of(
        "authorization",
        [{}, {"access_group_ids": ["a", "b"]}],
        [{"access_group_ids": ids} for ids in ([""], ["a,b"], ["a", "a"], [",a"], ["a,"])],
    ),
    "authorization.2": of(
        "authorization",
        [{}, {"cidrs": ["10.192.0.0/16", "10.192.255.255/32"]}],
        [{"cidrs": [cidr]} for cidr in ("10.192.0.0/15", "10.193.0.0/24", "10.192.0.1/24", "10.192.0.0", "a")],
        network=_VPN_NETWORK,
    ),
    "clients.0": _of_clients(
        [{"cidr_block": "10.0.0.0/12"}, {}],
        [{"cidr_block": cidr} for cidr in ("10.0.0.0/11", "10.8.0.0/23", "10.8.1.0/22", "10.8.0.0", "a")],
    ),
    "clients.1": _of_clients(
        [{}, {"cidr_block": "10.193.0.0/22"}, {"cidr_block": "10.176.0.0/12"}],
        [{"cidr_block": "10.192.252.0/22"}, {"cidr_block": "10.192.0.0/12"}, {"cidr_block": "a"}],
        network=_VPN_NETWORK,
    ),
    "clients.2": _of_clients(
        [{"dns_servers": ["10.0.0.1"]}, {"dns_servers": ["10.0.0.1", "10.0.0.2"]}, {}],
        [{"dns_servers": servers} for servers in ([], ["10.0.0.1", "10.0.0.2", "10.0.0.3"], ["a"])],
    ),
    "clients.3": _of_clients(
        [{"login_banner": "b"}, {"login_banner": "b" * 1400}, {}], [{"login_banner": ""}, {"login_banner": "b" * 1401}]
    ),
    "clients.4": _of_clients(
        [{"port": 443, "transport_protocol": "tcp"}, {"port": 1194, "transport_protocol": "udp"}],
        [{"port": 442}, {"port": 1195}, {"transport_protocol": "icmp"}],
    ),
    "clients.5": _of_clients(
        [{"session_timeout_hours": hours} for hours in (8, 10, 12, 24)],
        [{"session_timeout_hours": hours} for hours in (7, 9, 11, 13, 25)],
    ),
    "connection_log.0": of(
        "connection_log",
        [{"retention_days": days} for days in (0, *RETENTION)],
        [{"retention_days": days} for days in NO_RETENTION],
    ),
    "name.0": _PREFIXES,
    "network.0": _of_network([{}], [{"vpc_id": "vpc0"}]),
    "network.1": _of_network(
        [{}, {"vpc_cidr_block": "10.0.0.0/30"}], [{"vpc_cidr_block": "10.0.0.0"}, {"vpc_cidr_block": "10.0.0.0/31"}]
    ),
    "network.2": _of_network(
        [{"associations": 1}, {"associations": 2}], [{"associations": associations} for associations in (0, 3, 1.5)]
    ),
    "webserver.0": of("webserver", [_REACHED], [{**_REACHED, "endpoint_ips": []}]),
    "webserver.1": of("webserver", [_REACHED], [{**_REACHED, "security_group_id": "sg0"}]),
}
