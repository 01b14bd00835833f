"""The ways to the web server: load balancer, Client VPN, bastion host; and who may log in."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.lifecycle.orphans.finders import Clients, Values, finds, has_tags, pages


@finds("aws_lb")
def load_balancer(values: Values, clients: Clients) -> Iterator[str]:
    name = values["name"]
    for item in pages(clients("elbv2"), "describe_load_balancers", "LoadBalancers"):
        if item["LoadBalancerName"] == name:
            yield item["LoadBalancerArn"]


@finds("aws_lb_target_group")
def target_group(values: Values, clients: Clients) -> Iterator[str]:
    name = values["name"]
    for item in pages(clients("elbv2"), "describe_target_groups", "TargetGroups"):
        if item["TargetGroupName"] == name:
            yield item["TargetGroupArn"]


@finds("aws_lb_listener")
def listener(values: Values, clients: Clients) -> Iterator[str]:
    balancer, port = values["load_balancer_arn"], values["port"]
    for item in pages(clients("elbv2"), "describe_listeners", "Listeners", LoadBalancerArn=balancer):
        if item["Port"] == port:
            yield item["ListenerArn"]


@finds("aws_route53_zone")
def zone(values: Values, clients: Clients) -> Iterator[str]:
    route53, name = clients("route53"), values["name"].rstrip(".")
    for item in pages(route53, "list_hosted_zones", "HostedZones"):
        # AWS allows several zones of one name.
        same = item["Name"].rstrip(".") == name and item["Config"].get("Comment", "") == values["comment"]
        number = item["Id"].rsplit("/", 1)[-1]
        if same:
            answer = route53.list_tags_for_resource(ResourceType="hostedzone", ResourceId=number)
            if has_tags(values, answer["ResourceTagSet"]["Tags"]):
                yield number


@finds("aws_route53_record")
def record(values: Values, clients: Clients) -> Iterator[str]:
    zone_id, name, kind = values["zone_id"], values["name"].rstrip("."), values["type"]
    for item in pages(clients("route53"), "list_resource_record_sets", "ResourceRecordSets", HostedZoneId=zone_id):
        if item["Name"].rstrip(".") == name and item["Type"] == kind:
            yield f"{zone_id}_{name}_{kind}"


@finds("aws_instance")
def instance(values: Values, clients: Clients) -> Iterator[str]:
    if not values.get("tags_all"):
        return
    filters = [
        {"Name": "subnet-id", "Values": [values["subnet_id"]]},
        {"Name": "instance-state-name", "Values": ["pending", "running", "stopping", "stopped"]},
    ]
    for reservation in pages(clients("ec2"), "describe_instances", "Reservations", Filters=filters):
        for item in reservation["Instances"]:
            if has_tags(values, item.get("Tags", ())):
                yield item["InstanceId"]


@finds("aws_iam_instance_profile")
def instance_profile(values: Values, clients: Clients) -> Iterator[str]:
    for item in pages(clients("iam"), "list_instance_profiles", "InstanceProfiles"):
        if item["InstanceProfileName"] == values["name"]:
            yield item["InstanceProfileName"]


@finds("aws_iam_policy")
def policy(values: Values, clients: Clients) -> Iterator[str]:
    for item in pages(clients("iam"), "list_policies", "Policies", Scope="Local"):
        if item["PolicyName"] == values["name"]:
            yield item["Arn"]


@finds("aws_ec2_client_vpn_endpoint")
def client_vpn(values: Values, clients: Clients) -> Iterator[str]:
    if not values.get("tags_all"):
        return
    for item in pages(clients("ec2"), "describe_client_vpn_endpoints", "ClientVpnEndpoints"):
        if item["Status"]["Code"] in ("pending-associate", "available") and has_tags(values, item.get("Tags", ())):
            yield item["ClientVpnEndpointId"]


@finds("aws_ec2_client_vpn_network_association")
def client_vpn_association(values: Values, clients: Clients) -> Iterator[str]:
    endpoint, subnet = values["client_vpn_endpoint_id"], values["subnet_id"]
    found = pages(
        clients("ec2"), "describe_client_vpn_target_networks", "ClientVpnTargetNetworks", ClientVpnEndpointId=endpoint
    )
    for item in found:
        if item["TargetNetworkId"] == subnet and item["Status"]["Code"] in ("associating", "associated"):
            yield f"{endpoint},{item['AssociationId']}"


@finds("aws_ec2_client_vpn_authorization_rule")
def client_vpn_rule(values: Values, clients: Clients) -> Iterator[str]:
    endpoint, network = values["client_vpn_endpoint_id"], values["target_network_cidr"]
    group = values["access_group_id"] or ""
    found = pages(
        clients("ec2"), "describe_client_vpn_authorization_rules", "AuthorizationRules", ClientVpnEndpointId=endpoint
    )
    for item in found:
        if (item["DestinationCidr"], item.get("GroupId", "")) == (network, group):
            yield ",".join([endpoint, network, *([group] if group else [])])
