"""Access methods of the web server: load balancer, Client VPN, bastion host; and policies for logging in."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.lifecycle.orphans.finders import Clients, Values, finds, has_tags, pages


@finds("aws_lb")
def load_balancer(values: Values, clients: Clients) -> Iterator[str]:
    name = values["name"]
    for balancer in pages(clients("elbv2"), "describe_load_balancers", "LoadBalancers"):
        if balancer["LoadBalancerName"] == name:
            yield balancer["LoadBalancerArn"]


@finds("aws_lb_target_group")
def target_group(values: Values, clients: Clients) -> Iterator[str]:
    name = values["name"]
    for group in pages(clients("elbv2"), "describe_target_groups", "TargetGroups"):
        if group["TargetGroupName"] == name:
            yield group["TargetGroupArn"]


@finds("aws_lb_listener")
def listener(values: Values, clients: Clients) -> Iterator[str]:
    balancer_arn, port = values["load_balancer_arn"], values["port"]
    for existing in pages(clients("elbv2"), "describe_listeners", "Listeners", LoadBalancerArn=balancer_arn):
        if existing["Port"] == port:
            yield existing["ListenerArn"]


@finds("aws_route53_zone")
def zone(values: Values, clients: Clients) -> Iterator[str]:
    route53, name = clients("route53"), values["name"].rstrip(".")
    for hosted_zone in pages(route53, "list_hosted_zones", "HostedZones"):
        # AWS allows several zones of the same name.
        comment = hosted_zone["Config"].get("Comment", "")
        matches = hosted_zone["Name"].rstrip(".") == name and comment == values["comment"]
        zone_id = hosted_zone["Id"].rsplit("/", 1)[-1]
        if matches:
            answer = route53.list_tags_for_resource(ResourceType="hostedzone", ResourceId=zone_id)
            if has_tags(values, answer["ResourceTagSet"]["Tags"]):
                yield zone_id


@finds("aws_route53_record")
def record(values: Values, clients: Clients) -> Iterator[str]:
    zone_id, name, record_type = values["zone_id"], values["name"].rstrip("."), values["type"]
    route53 = clients("route53")
    for record_set in pages(route53, "list_resource_record_sets", "ResourceRecordSets", HostedZoneId=zone_id):
        if record_set["Name"].rstrip(".") == name and record_set["Type"] == record_type:
            yield f"{zone_id}_{name}_{record_type}"


@finds("aws_instance")
def instance(values: Values, clients: Clients) -> Iterator[str]:
    if not values.get("tags_all"):
        return
    filters = [
        {"Name": "subnet-id", "Values": [values["subnet_id"]]},
        {"Name": "instance-state-name", "Values": ["pending", "running", "stopping", "stopped"]},
    ]
    for reservation in pages(clients("ec2"), "describe_instances", "Reservations", Filters=filters):
        for existing in reservation["Instances"]:
            if has_tags(values, existing.get("Tags", ())):
                yield existing["InstanceId"]


@finds("aws_iam_instance_profile")
def instance_profile(values: Values, clients: Clients) -> Iterator[str]:
    for profile in pages(clients("iam"), "list_instance_profiles", "InstanceProfiles"):
        if profile["InstanceProfileName"] == values["name"]:
            yield profile["InstanceProfileName"]


@finds("aws_iam_policy")
def policy(values: Values, clients: Clients) -> Iterator[str]:
    for existing in pages(clients("iam"), "list_policies", "Policies", Scope="Local"):
        if existing["PolicyName"] == values["name"]:
            yield existing["Arn"]


@finds("aws_ec2_client_vpn_endpoint")
def client_vpn(values: Values, clients: Clients) -> Iterator[str]:
    if not values.get("tags_all"):
        return
    for endpoint in pages(clients("ec2"), "describe_client_vpn_endpoints", "ClientVpnEndpoints"):
        usable = endpoint["Status"]["Code"] in ("pending-associate", "available")
        if usable and has_tags(values, endpoint.get("Tags", ())):
            yield endpoint["ClientVpnEndpointId"]


@finds("aws_ec2_client_vpn_network_association")
def client_vpn_association(values: Values, clients: Clients) -> Iterator[str]:
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
            yield f"{endpoint_id},{association['AssociationId']}"


@finds("aws_ec2_client_vpn_authorization_rule")
def client_vpn_rule(values: Values, clients: Clients) -> Iterator[str]:
    endpoint_id, network_cidr = values["client_vpn_endpoint_id"], values["target_network_cidr"]
    group_id = values["access_group_id"] or ""
    rules = pages(
        clients("ec2"), "describe_client_vpn_authorization_rules", "AuthorizationRules", ClientVpnEndpointId=endpoint_id
    )
    for rule in rules:
        if (rule["DestinationCidr"], rule.get("GroupId", "")) == (network_cidr, group_id):
            yield ",".join([endpoint_id, network_cidr, *([group_id] if group_id else [])])
