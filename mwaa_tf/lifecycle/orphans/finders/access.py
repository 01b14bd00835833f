"""Access methods of the web server: load balancer, Client VPN, bastion host; and policies for logging in."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from mwaa_tf.lifecycle.orphans.finders import Candidate, Clients, Tags, Values, by_name, by_tags, finds, pages


@finds("aws_lb")
def load_balancer(values: Values, clients: Clients) -> Iterator[Candidate]:
    name, elb = values["name"], clients("elbv2")
    for balancer in pages(elb, "describe_load_balancers", "LoadBalancers"):
        if balancer["LoadBalancerName"] == name:
            yield from _tagged(values, elb, balancer["LoadBalancerArn"])


@finds("aws_lb_target_group")
def target_group(values: Values, clients: Clients) -> Iterator[Candidate]:
    name, elb = values["name"], clients("elbv2")
    for group in pages(elb, "describe_target_groups", "TargetGroups"):
        if group["TargetGroupName"] == name:
            yield from _tagged(values, elb, group["TargetGroupArn"])


@finds("aws_lb_listener")
def listener(values: Values, clients: Clients) -> Iterator[Candidate]:
    balancer_arn, port, elb = values["load_balancer_arn"], values["port"], clients("elbv2")
    for existing in pages(elb, "describe_listeners", "Listeners", LoadBalancerArn=balancer_arn):
        if existing["Port"] == port:
            yield from _tagged(values, elb, existing["ListenerArn"])


@finds("aws_route53_zone")
def zone(values: Values, clients: Clients) -> Iterator[Candidate]:
    route53, name = clients("route53"), values["name"].rstrip(".")

    def tags(zone_id: str) -> Tags:
        answer = route53.list_tags_for_resource(ResourceType="hostedzone", ResourceId=zone_id)
        existing: Tags = answer["ResourceTagSet"]["Tags"]
        return existing

    for hosted_zone in pages(route53, "list_hosted_zones", "HostedZones"):
        # AWS allows several zones of the same name.
        comment = hosted_zone["Config"].get("Comment", "")
        if hosted_zone["Name"].rstrip(".") == name and comment == values["comment"]:
            zone_id = hosted_zone["Id"].rsplit("/", 1)[-1]
            yield from by_name(values, zone_id, partial(tags, zone_id))


@finds("aws_route53_record")
def record(values: Values, clients: Clients) -> Iterator[Candidate]:
    zone_id, name, record_type = values["zone_id"], values["name"].rstrip("."), values["type"]
    route53 = clients("route53")
    for record_set in pages(route53, "list_resource_record_sets", "ResourceRecordSets", HostedZoneId=zone_id):
        if record_set["Name"].rstrip(".") == name and record_set["Type"] == record_type:
            existing = _targets_in_aws(record_set)
            doubt = "" if existing == _planned_targets(values) else f"it leads to {', '.join(existing)}"
            yield Candidate(f"{zone_id}_{name}_{record_type}", doubt)


def _targets_in_aws(record_set: Any) -> list[str]:
    alias = record_set.get("AliasTarget")
    names = [alias["DNSName"]] if alias else [entry["Value"] for entry in record_set.get("ResourceRecords", ())]
    return sorted(map(_host_name, names))


def _planned_targets(values: Values) -> list[str]:
    """Host names or addresses; raises KeyError as long as that of an alias is not known."""
    aliases = values.get("alias") or ()
    return sorted(map(_host_name, [alias["name"] for alias in aliases] if aliases else values.get("records") or ()))


def _host_name(name: str) -> str:
    # Route 53 answers with a dot at the end and, for a load balancer, the prefix of both address families.
    return name.lower().rstrip(".").removeprefix("dualstack.")


@finds("aws_instance")
def instance(values: Values, clients: Clients) -> Iterator[Candidate]:
    filters = [
        {"Name": "subnet-id", "Values": [values["subnet_id"]]},
        {"Name": "instance-state-name", "Values": ["pending", "running", "stopping", "stopped"]},
    ]
    for reservation in pages(clients("ec2"), "describe_instances", "Reservations", Filters=filters):
        for existing in reservation["Instances"]:
            yield from by_tags(values, existing["InstanceId"], existing.get("Tags", ()))


@finds("aws_iam_instance_profile")
def instance_profile(values: Values, clients: Clients) -> Iterator[Candidate]:
    iam, name = clients("iam"), values["name"]
    try:
        # A list of profiles leaves out their tags.
        profile = iam.get_instance_profile(InstanceProfileName=name)["InstanceProfile"]
    except iam.exceptions.NoSuchEntityException:
        return
    yield from by_name(values, name, profile.get("Tags", ()))


@finds("aws_iam_policy")
def policy(values: Values, clients: Clients) -> Iterator[Candidate]:
    iam = clients("iam")

    def tags(arn: str) -> Tags:
        existing: Tags = iam.list_policy_tags(PolicyArn=arn)["Tags"]
        return existing

    for existing in pages(iam, "list_policies", "Policies", Scope="Local"):
        if existing["PolicyName"] == values["name"]:
            yield from by_name(values, existing["Arn"], partial(tags, existing["Arn"]))


@finds("aws_ec2_client_vpn_endpoint")
def client_vpn(values: Values, clients: Clients) -> Iterator[Candidate]:
    for endpoint in pages(clients("ec2"), "describe_client_vpn_endpoints", "ClientVpnEndpoints"):
        if endpoint["Status"]["Code"] in ("pending-associate", "available"):
            yield from by_tags(values, endpoint["ClientVpnEndpointId"], endpoint.get("Tags", ()))


@finds("aws_ec2_client_vpn_network_association")
def client_vpn_association(values: Values, clients: Clients) -> Iterator[Candidate]:
    endpoint_id, subnet_id = values["client_vpn_endpoint_id"], values["subnet_id"]
    associations = pages(
        clients("ec2"),
        "describe_client_vpn_target_networks",
        "ClientVpnTargetNetworks",
        ClientVpnEndpointId=endpoint_id,
    )
    for association in associations:
        active = association["Status"]["Code"] in ("associating", "associated")
        if association["TargetNetworkId"] == subnet_id and active:
            yield Candidate(f"{endpoint_id},{association['AssociationId']}")


@finds("aws_ec2_client_vpn_authorization_rule")
def client_vpn_rule(values: Values, clients: Clients) -> Iterator[Candidate]:
    endpoint_id, network_cidr = values["client_vpn_endpoint_id"], values["target_network_cidr"]
    group_id = values["access_group_id"] or ""
    rules = pages(
        clients("ec2"), "describe_client_vpn_authorization_rules", "AuthorizationRules", ClientVpnEndpointId=endpoint_id
    )
    for rule in rules:
        if (rule["DestinationCidr"], rule.get("GroupId", "")) == (network_cidr, group_id):
            yield Candidate(",".join([endpoint_id, network_cidr, *([group_id] if group_id else [])]))


def _tagged(values: Values, elb: Any, arn: str) -> Iterator[Candidate]:
    """Something of Elastic Load Balancing that has the planned name."""
    return by_name(values, arn, lambda: elb.describe_tags(ResourceArns=[arn])["TagDescriptions"][0]["Tags"])
