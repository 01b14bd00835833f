"""Stage 1: the owner's VPC, and sharing its private subnets."""

from __future__ import annotations

from mwaa_tf.blueprint.backends import account, backend
from mwaa_tf.blueprint.model import ModuleCall, ModuleValue, Value, Workspace
from mwaa_tf.blueprint.outputs import by_name, module_outputs
from mwaa_tf.blueprint.service_endpoints import service_endpoints
from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.config.deployment import Deployment

_OUTPUTS = module_outputs(
    "network",
    {
        "availability_zone_ids": "Zone ids of the subnets, in the subnets' order; zone names differ between accounts.",
        "private_route_table_ids": "Route tables of the private subnets.",
        "private_subnet_arns": "ARNs of the private subnets, in the subnets' order.",
        "private_subnet_ids": "The two private subnets. Their order never changes: another one replaces environments.",
        "public_subnet_ids": "The public subnets, in the order of their zones; empty without internet access.",
        "vpc_cidr_block": "Address range of the VPC.",
        "vpc_id": "The VPC.",
    },
)
_SHARE_OUTPUTS = module_outputs("subnet_share", {"resource_share_arn": "The resource share of the private subnets."})


def network_workspace(deployment: Deployment) -> Workspace:
    """The workspace that creates the VPC, or takes an existing one, and shares its private subnets."""
    path = Stage.NETWORK.path()
    owner = account(deployment.owner)
    calls = [ModuleCall("network", "network", _network_arguments(deployment))]
    outputs = [*_OUTPUTS]
    endpoint_calls, endpoint_outputs = service_endpoints(deployment)
    calls += endpoint_calls
    outputs += endpoint_outputs
    principals, existing_share = shared_with(deployment), deployment.owner.sharing.resource_share_arn
    if principals or existing_share:
        calls.append(ModuleCall("subnet_share", "subnet-share", _share_arguments(deployment, principals)))
        outputs += _SHARE_OUTPUTS
    return Workspace(
        path=path,
        stage=Stage.NETWORK,
        title=_title(shared=bool(principals), endpoints=bool(endpoint_calls)),
        account=owner,
        region=deployment.region,
        tags=deployment.tags,
        backend=backend(deployment, path, owner),
        reads=(),
        calls=tuple(calls),
        outputs=by_name(outputs),
    )


def _title(*, shared: bool, endpoints: bool) -> str:
    vpc = "the VPC with endpoints of AWS services" if endpoints else "the VPC"
    return f"{vpc}, its private subnets shared with the participants" if shared else vpc


def shared_with(deployment: Deployment) -> tuple[str, ...]:
    """The principals of the share; none with one account, or where the share is managed externally."""
    if not deployment.owner.sharing.managed:
        return ()
    others = {participant.account_id for participant in deployment.participants} - {deployment.owner.account_id}
    listed = deployment.owner.sharing.principals
    return tuple(sorted(others) if listed == "accounts" else listed)


def share_name(deployment: Deployment) -> str:
    """The name of the created share of the private subnets."""
    return f"{deployment.name}-private-subnets"


def _network_arguments(deployment: Deployment) -> tuple[dict[str, Value], ...]:
    network = deployment.owner.network
    if network.existing:
        existing: dict[str, Value] = {
            "vpc_id": network.existing.vpc_id,
            "private_subnet_ids": network.existing.private_subnet_ids,
        }
        if network.existing.private_route_table_ids:
            existing["private_route_table_ids"] = network.existing.private_route_table_ids
        if network.existing.public_subnet_ids:
            existing["public_subnet_ids"] = network.existing.public_subnet_ids
        return ({"name": deployment.name}, {"existing": existing})
    subnets: dict[str, Value] = {
        "cidr_block": network.cidr,
        "public_subnet_cidrs": network.public_subnet_cidrs,
        "private_subnet_cidrs": network.private_subnets,
    }
    if network.availability_zone_ids:
        subnets["availability_zone_ids"] = network.availability_zone_ids
    groups: list[dict[str, Value]] = [{"name": deployment.name}, subnets, {"internet": network.internet}]
    if network.flow_logs.enabled:
        groups.append({"flow_logs": {"retention_days": network.flow_logs.retention_days}})
    return tuple(groups)


def _share_arguments(deployment: Deployment, principals: tuple[str, ...]) -> tuple[dict[str, Value], ...]:
    sharing = deployment.owner.sharing
    shared: dict[str, Value] = {
        "subnet_arns": ModuleValue("network", "private_subnet_arns"),
        "principals": principals,
    }
    if sharing.organization_sharing:
        shared["organization_sharing"] = True
    if sharing.resource_share_arn:
        return ({"resource_share": {"create": False, "arn": sharing.resource_share_arn}}, shared)
    return ({"name": share_name(deployment), **shared},)
