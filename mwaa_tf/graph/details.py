"""What modules create, in short lines: ranges of addresses, zones, gateways, endpoints and access methods.

Read from the arguments of the calls alone. Defaults of the modules that matter here are repeated, and tested.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from mwaa_tf.blueprint import Blueprint, Value, Workspace
from mwaa_tf.mwaa.endpoint_services import AIRFLOW_OPS, GATEWAY, REQUIRED
from mwaa_tf.mwaa.regions import WITHOUT_AIRFLOW_OPS
from mwaa_tf.text import plural

Arguments = Mapping[str, Value]

_INTERNET = {
    "nat_gateway_per_az": "a NAT gateway in each zone",
    "single_nat_gateway": "one NAT gateway for all zones",
    "none": "no internet access",
}

_UNKNOWN = "known after apply"
_MOST_PRINCIPALS = 4


def facts_of(workspace: Workspace) -> tuple[str, ...]:
    """The facts of ``workspace``, in the order of its calls; of a module without facts, nothing."""
    facts: list[str] = []
    for call in workspace.calls:
        if call.module in _FACTS:
            facts.extend(_FACTS[call.module](call.arguments, workspace.region))
    return tuple(facts)


def state_facts(blueprint: Blueprint) -> tuple[str, ...]:
    """Where the states are: usually in one place."""
    return tuple(dict.fromkeys(_state(workspace) for workspace in blueprint.workspaces))


def modules_with_facts() -> frozenset[str]:
    """The modules of which more is drawn than their name."""
    return frozenset(_FACTS)


def _state(workspace: Workspace) -> str:
    settings = workspace.backend.settings
    if workspace.backend.kind == "s3":
        return f"states in S3: bucket {_text(settings.get('bucket'))} in {_text(settings.get('region'))}"
    if workspace.backend.kind == "cloud":
        return f"states in HCP Terraform: organization {_text(settings.get('organization'))}"
    return f"states in local files: {_text(settings.get('path'))}"


def _network(arguments: Arguments, _region: str) -> Iterator[str]:
    if existing := _mapping(arguments, "existing"):
        yield f"existing VPC {_text(existing.get('vpc_id'))}"
        yield f"private subnets {_texts(existing, 'private_subnet_ids')}"
        if existing.get("public_subnet_ids"):
            yield f"public subnets {_texts(existing, 'public_subnet_ids')}"
        return
    yield f"VPC {_text(arguments.get('cidr_block'))}"
    yield f"private subnets {_texts(arguments, 'private_subnet_cidrs')}"
    if arguments.get("public_subnet_cidrs"):
        yield f"public subnets {_texts(arguments, 'public_subnet_cidrs')}"
    zones = _texts(arguments, "availability_zone_ids") if arguments.get("availability_zone_ids") else _UNKNOWN
    yield f"zones {zones}"
    internet = _text(arguments.get("internet"))
    yield _INTERNET.get(internet, internet)
    if flow_logs := _mapping(arguments, "flow_logs"):
        yield f"flow logs, kept {_text(flow_logs.get('retention_days'))} days"


def _subnet_share(arguments: Arguments, _region: str) -> Iterator[str]:
    share = _mapping(arguments, "resource_share")
    if share.get("create") is False:
        yield f"existing share {_text(share.get('arn')).rpartition('/')[2]}"
    principals = _strings(arguments, "principals")
    if principals:
        many = len(principals) > _MOST_PRINCIPALS
        yield f"shared with {plural(len(principals), 'principal') if many else ', '.join(principals)}"


def _service_endpoints(arguments: Arguments, region: str) -> Iterator[str]:
    services = _mapping(arguments, "services")
    enabled = {*REQUIRED, *_strings(services, "additional")} - {*_strings(services, "without")}
    if region in WITHOUT_AIRFLOW_OPS:
        enabled -= {AIRFLOW_OPS}
    yield f"interface endpoints {', '.join(sorted(enabled - GATEWAY))}"
    if enabled & GATEWAY:
        yield f"gateway endpoint {', '.join(sorted(enabled & GATEWAY))}"
    if mode := _mapping(arguments, "policies").get("mode"):
        yield f"endpoint policies {_text(mode)}"


def _environment(arguments: Arguments, _region: str) -> Iterator[str]:
    version = _mapping(arguments, "airflow").get("version")
    size = _mapping(arguments, "capacity").get("environment_class")
    known = [f"Airflow {_text(version)}" if version else "", _text(size) if size else ""]
    if any(known):
        yield ", ".join(filter(None, known))
    yield f"web server {_text(arguments.get('webserver_access_mode'))}"


def _environment_endpoints(arguments: Arguments, _region: str) -> Iterator[str]:
    yield "interface endpoint: database"
    if arguments.get("private_webserver") is not False:
        yield "interface endpoint: web server"


def _alb(arguments: Arguments, _region: str) -> Iterator[str]:
    facing = "internet-facing" if _mapping(arguments, "subnets").get("internet_facing") else "internal"
    yield f"{facing} load balancer"
    if name := _mapping(arguments, "domain").get("name"):
        yield f"at {_text(name)}"
    yield f"allowed from {_texts(arguments, 'allowed_cidrs')}"


def _client_vpn(arguments: Arguments, _region: str) -> Iterator[str]:
    yield f"Client VPN, clients in {_text(_mapping(arguments, 'clients').get('cidr_block'))}"
    authentication = _mapping(arguments, "authentication")
    yield "sign-in with SAML" if authentication.get("saml_provider_arn") else "sign-in with certificates"


def _bastion(arguments: Arguments, _region: str) -> Iterator[str]:
    kind = _mapping(arguments, "instance").get("type")
    yield f"bastion{f' {_text(kind)}' if kind else ''} through Session Manager"


def _state_bucket(arguments: Arguments, _region: str) -> Iterator[str]:
    key = _mapping(arguments, "kms_key")
    encrypted = "a KMS key for it" if key.get("create") else "existing KMS key" if key else "keys of S3"
    yield f"bucket {_text(arguments.get('name'))}, encrypted with {encrypted}"


_FACTS: Mapping[str, Callable[[Arguments, str], Iterator[str]]] = {
    "environment": _environment,
    "environment-endpoints": _environment_endpoints,
    "network": _network,
    "service-endpoints": _service_endpoints,
    "state-bucket": _state_bucket,
    "subnet-share": _subnet_share,
    "web-access-alb": _alb,
    "web-access-bastion": _bastion,
    "web-access-client-vpn": _client_vpn,
}


def _mapping(arguments: Arguments, name: str) -> Arguments:
    value = arguments.get(name)
    return value if isinstance(value, Mapping) else {}


def _strings(arguments: Arguments, name: str) -> tuple[str, ...]:
    value = arguments.get(name)
    if isinstance(value, str) or not isinstance(value, Sequence):
        return ()
    return tuple(_text(element) for element in value)


def _texts(arguments: Arguments, name: str) -> str:
    return ", ".join(_strings(arguments, name)) or _UNKNOWN


def _text(value: Value) -> str:
    """Plain data as it is; what another workspace or module outputs is known after the apply."""
    return str(value) if isinstance(value, str | int) else _UNKNOWN
