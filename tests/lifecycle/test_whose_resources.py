"""`adopt` offers what belongs to the deployment: the names and tags of others are not enough, and are reported."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from mwaa_tf.cli.adopt import _lines, _WorkspaceSearch
from mwaa_tf.lifecycle.orphans import Orphan, SearchResult
from mwaa_tf.lifecycle.orphans.finders import FINDERS, Candidate, by_name
from mwaa_tf.local_aws import LocalAws
from tests.lifecycle.test_orphans import Module, client, create, search
from tests.support import OWNER

OURS = {"Name": "analytics", "CostCenter": "1234"}
THEIRS = {"Name": "billing", "CostCenter": "1234"}
PLANNED = {"tags_all": OURS}

#: By type, what makes one with tags, and what a plan of it says without them.
Make = Callable[[LocalAws, dict[str, str]], dict[str, Any]]


def listed(tags: dict[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def specified(resource_type: str, tags: dict[str, str]) -> list[dict[str, Any]]:
    return [{"ResourceType": resource_type, "Tags": listed(tags)}] if tags else []


def network(local: LocalAws) -> tuple[str, list[str]]:
    """A VPC with two subnets."""
    ec2 = local.client("ec2", OWNER)
    vpc_id = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc_id, CidrBlock=f"10.9.{n}.0/24", AvailabilityZone=f"us-east-1{zone}")["Subnet"]
        for n, zone in enumerate("ab")
    ]
    return vpc_id, [subnet["SubnetId"] for subnet in subnets]


def subnet(local: LocalAws, tags: dict[str, str]) -> dict[str, Any]:
    vpc_id, _ = network(local)
    local.client("ec2", OWNER).create_subnet(
        VpcId=vpc_id, CidrBlock="10.9.8.0/24", TagSpecifications=specified("subnet", tags)
    )
    return {"vpc_id": vpc_id, "cidr_block": "10.9.8.0/24"}


def internet_gateway(local: LocalAws, tags: dict[str, str]) -> dict[str, Any]:
    vpc_id, _ = network(local)
    ec2 = local.client("ec2", OWNER)
    made = ec2.create_internet_gateway(TagSpecifications=specified("internet-gateway", tags))
    ec2.attach_internet_gateway(InternetGatewayId=made["InternetGateway"]["InternetGatewayId"], VpcId=vpc_id)
    return {"vpc_id": vpc_id}


def nat_gateway(local: LocalAws, tags: dict[str, str]) -> dict[str, Any]:
    _, (subnet_id, _) = network(local)
    ec2 = local.client("ec2", OWNER)
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    ec2.create_nat_gateway(SubnetId=subnet_id, AllocationId=address, TagSpecifications=specified("natgateway", tags))
    return {"subnet_id": subnet_id}


def security_group(local: LocalAws, tags: dict[str, str]) -> dict[str, Any]:
    vpc_id, _ = network(local)
    local.client("ec2", OWNER).create_security_group(
        GroupName="etl", Description="g", VpcId=vpc_id, TagSpecifications=specified("security-group", tags)
    )
    return {"vpc_id": vpc_id, "name": "etl"}


def load_balancer(local: LocalAws, tags: dict[str, str]) -> dict[str, Any]:
    _, subnet_ids = network(local)
    name = f"etl-{len(tags)}{tags.get('Name', '')}"
    tagged = {"Tags": listed(tags)} if tags else {}
    local.client("elbv2", OWNER).create_load_balancer(Name=name, Subnets=subnet_ids, Scheme="internal", **tagged)
    return {"name": name}


def target_group(local: LocalAws, tags: dict[str, str]) -> dict[str, Any]:
    vpc_id, _ = network(local)
    name = f"etl-{len(tags)}{tags.get('Name', '')}"
    tagged = {"Tags": listed(tags)} if tags else {}
    local.client("elbv2", OWNER).create_target_group(
        Name=name, Protocol="HTTPS", Port=443, VpcId=vpc_id, TargetType="ip", **tagged
    )
    return {"name": name}


def zone(local: LocalAws, tags: dict[str, str]) -> dict[str, Any]:
    vpc_id, _ = network(local)
    route53 = local.client("route53", OWNER)
    name = f"airflow-{len(tags)}{tags.get('Name', '')}.example.com"
    zone_id = route53.create_hosted_zone(
        Name=name,
        CallerReference=name,
        VPC={"VPCRegion": "us-east-1", "VPCId": vpc_id},
        HostedZoneConfig={"Comment": "ours", "PrivateZone": True},
    )["HostedZone"]["Id"].rsplit("/", 1)[-1]
    if tags:
        route53.change_tags_for_resource(ResourceType="hostedzone", ResourceId=zone_id, AddTags=listed(tags))
    return {"name": name, "comment": "ours"}


def role(local: LocalAws, tags: dict[str, str]) -> dict[str, Any]:
    name = f"etl-{len(tags)}{tags.get('Name', '')}"
    trust = json.dumps({"Version": "2012-10-17", "Statement": []})
    local.client("iam", OWNER).create_role(RoleName=name, AssumeRolePolicyDocument=trust, Tags=listed(tags))
    return {"name": name}


def policy(local: LocalAws, tags: dict[str, str]) -> dict[str, Any]:
    name = f"etl-{len(tags)}{tags.get('Name', '')}"
    allowed = {"Effect": "Allow", "Action": "airflow:CreateWebLoginToken", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    local.client("iam", OWNER).create_policy(PolicyName=name, PolicyDocument=document, Tags=listed(tags))
    return {"name": name}


def instance_profile(local: LocalAws, tags: dict[str, str]) -> dict[str, Any]:
    name = f"etl-{len(tags)}{tags.get('Name', '')}"
    local.client("iam", OWNER).create_instance_profile(InstanceProfileName=name, Tags=listed(tags))
    return {"name": name}


def bucket(local: LocalAws, tags: dict[str, str]) -> dict[str, Any]:
    name = f"acme-{len(tags)}{tags.get('Name', '')}"
    s3 = local.client("s3", OWNER)
    s3.create_bucket(Bucket=name)
    if tags:
        s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": listed(tags)})
    return {"bucket": name}


def log_group(local: LocalAws, tags: dict[str, str]) -> dict[str, Any]:
    name = f"/aws/vpc-flow-logs/{len(tags)}{tags.get('Name', '')}"
    local.client("logs", OWNER).create_log_group(logGroupName=name, **({"tags": tags} if tags else {}))
    return {"name": name}


def share(local: LocalAws, tags: dict[str, str]) -> dict[str, Any]:
    name = f"subnets-{len(tags)}{tags.get('Name', '')}"
    local.client("ram", OWNER).create_resource_share(
        name=name, tags=[{"key": key, "value": value} for key, value in tags.items()]
    )
    return {"name": name}


NAMED: dict[str, Make] = {
    "aws_subnet": subnet,
    "aws_internet_gateway": internet_gateway,
    "aws_nat_gateway": nat_gateway,
    "aws_security_group": security_group,
    "aws_lb": load_balancer,
    "aws_lb_target_group": target_group,
    "aws_route53_zone": zone,
    "aws_iam_role": role,
    "aws_iam_policy": policy,
    "aws_iam_instance_profile": instance_profile,
    "aws_s3_bucket": bucket,
    "aws_cloudwatch_log_group": log_group,
    "aws_ram_resource_share": share,
}


@pytest.mark.parametrize("kind", NAMED)
def test_a_resource_with_the_planned_name_and_tags_is_offered(local: LocalAws, kind: str) -> None:
    values = NAMED[kind](local, OURS | {"Team": "data"})

    (candidate,) = FINDERS[kind]({**values, **PLANNED}, client(local))

    assert candidate.doubt == ""


@pytest.mark.parametrize("kind", NAMED)
def test_a_resource_with_the_tags_of_someone_else_is_unclear(local: LocalAws, tmp_path: Path, kind: str) -> None:
    values = NAMED[kind](local, THEIRS)

    result = search(Module(tmp_path, lambda _: [create(f"{kind}.this", **values, **PLANNED)]), client(local))

    assert result.orphans == ()
    ((candidate,),) = result.unclear.values()
    assert candidate.doubt == "its tags are not the planned ones: Name is 'billing' instead of 'analytics'"


@pytest.mark.parametrize("kind", NAMED)
def test_a_resource_without_tags_is_unclear(local: LocalAws, kind: str) -> None:
    values = NAMED[kind](local, {})

    (candidate,) = FINDERS[kind]({**values, **PLANNED}, client(local))

    assert candidate.doubt == "its tags are not the planned ones: CostCenter is missing; Name is missing"


@pytest.mark.parametrize("kind", sorted(NAMED.keys() - {"aws_subnet", "aws_internet_gateway", "aws_security_group"}))
def test_where_the_plan_has_no_tags_a_name_is_not_enough(local: LocalAws, kind: str) -> None:
    values = NAMED[kind](local, {"Team": "data"})

    (candidate,) = FINDERS[kind]({**values, "tags_all": None}, client(local))

    assert candidate.doubt == "it has the planned name, but the plan has no tags to compare"


def test_every_kind_with_tags_is_compared_by_them() -> None:
    """Kinds that the table above lacks: only tags identify them, they have none in AWS, or they are below."""
    by_tags = {"aws_vpc", "aws_eip", "aws_route_table", "aws_instance", "aws_ec2_client_vpn_endpoint", "aws_kms_key"}
    by_tags |= {"aws_vpc_endpoint", "aws_flow_log"}
    without_tags = {"aws_route", "aws_route_table_association", "aws_route53_record", "aws_kms_alias"}
    without_tags |= {"aws_ec2_client_vpn_network_association", "aws_ec2_client_vpn_authorization_rule"}
    without_tags |= {"aws_ram_principal_association", "aws_ram_resource_association"}
    below = {"aws_lb_listener", "aws_mwaa_environment"}
    below |= {"aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"}

    assert FINDERS.keys() - NAMED.keys() == by_tags | without_tags | below


@pytest.mark.parametrize("tags", [THEIRS, {}])
def test_an_address_of_someone_else_is_not_offered(local: LocalAws, tmp_path: Path, tags: dict[str, str]) -> None:
    ec2 = local.client("ec2", OWNER)
    ec2.allocate_address(Domain="vpc", TagSpecifications=specified("elastic-ip", tags))

    result = search(Module(tmp_path, lambda _: [create("aws_eip.nat", **PLANNED)]), client(local))

    assert result == SearchResult()


def test_an_address_with_the_tags_of_the_deployment_and_no_name_is_unclear(local: LocalAws, tmp_path: Path) -> None:
    """Another deployment of the same cost center may have it."""
    ec2 = local.client("ec2", OWNER)
    tags = {"CostCenter": "5678"}
    address = ec2.allocate_address(Domain="vpc", TagSpecifications=specified("elastic-ip", tags))["AllocationId"]

    result = search(Module(tmp_path, lambda _: [create("aws_eip.nat", tags_all=tags)]), client(local))

    assert result.orphans == ()
    assert result.unclear == {"aws_eip.nat": (Candidate(address, "the plan gives it tags, but no Name"),)}


def test_an_environment_of_someone_else_is_unclear() -> None:
    class Mwaa:
        def can_paginate(self, _operation: str) -> bool:
            return False

        def list_environments(self) -> Any:
            return {"Environments": ["etl"]}

        def get_environment(self, Name: str) -> Any:  # noqa: N803
            return {"Environment": {"Name": Name, "Tags": THEIRS}}

    (candidate,) = FINDERS["aws_mwaa_environment"]({"name": "etl", **PLANNED}, lambda _: Mwaa())

    assert candidate == Candidate("etl", "its tags are not the planned ones: Name is 'billing' instead of 'analytics'")


def test_a_listener_is_compared_by_its_tags_too(local: LocalAws) -> None:
    elb = local.client("elbv2", OWNER)
    vpc_id, subnet_ids = network(local)
    arn = elb.create_load_balancer(Name="listened", Subnets=subnet_ids, Scheme="internal")["LoadBalancers"][0][
        "LoadBalancerArn"
    ]
    group = elb.create_target_group(Name="listened", Protocol="HTTP", Port=80, VpcId=vpc_id)["TargetGroups"][0]
    action = {"Type": "forward", "TargetGroupArn": group["TargetGroupArn"]}
    for port, tags in ((80, OURS), (81, THEIRS)):
        elb.create_listener(LoadBalancerArn=arn, Protocol="HTTP", Port=port, DefaultActions=[action], Tags=listed(tags))
    doubts = [
        candidate.doubt
        for port in (80, 81)
        for candidate in FINDERS["aws_lb_listener"]({"load_balancer_arn": arn, "port": port, **PLANNED}, client(local))
    ]

    assert [bool(doubt) for doubt in doubts] == [False, True]


def test_a_rule_of_someone_else_is_unclear_and_one_without_tags_is_not(local: LocalAws) -> None:
    """AWS itself gives every new group a rule, without tags."""
    vpc_id, _ = network(local)
    ec2 = local.client("ec2", OWNER)
    group = ec2.create_security_group(GroupName="rules", Description="g", VpcId=vpc_id)["GroupId"]
    https = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}
    ec2.authorize_security_group_ingress(
        GroupId=group, IpPermissions=[https], TagSpecifications=specified("security-group-rule", THEIRS)
    )
    values: dict[str, Any] = dict.fromkeys(("from_port", "to_port", "cidr_ipv6", "prefix_list_id"))
    values |= {"security_group_id": group, "referenced_security_group_id": None, **PLANNED}
    theirs = {"egress": False, "ip_protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_ipv4": "10.0.0.0/8"}
    default = {"egress": True, "ip_protocol": "-1", "cidr_ipv4": "0.0.0.0/0"}
    find = FINDERS["aws_vpc_security_group_ingress_rule"]

    (ingress,) = find({**values, **theirs}, client(local))
    (egress,) = find({**values, **default}, client(local))

    assert "Name is 'billing' instead of 'analytics'" in ingress.doubt
    assert egress.doubt == ""


def test_an_alias_of_another_key_is_unclear(local: LocalAws) -> None:
    kms = local.client("kms", OWNER)
    ours, theirs = (kms.create_key()["KeyMetadata"] for _ in "ab")
    kms.create_alias(AliasName="alias/etl", TargetKeyId=theirs["KeyId"])
    find = FINDERS["aws_kms_alias"]

    (wrong,) = find({"name": "alias/etl", "target_key_id": ours["Arn"]}, client(local))
    (unknown,) = find({"name": "alias/etl"}, client(local))
    (right,) = find({"name": "alias/etl", "target_key_id": theirs["Arn"]}, client(local))

    assert wrong.doubt == unknown.doubt == f"it is an alias of the key {theirs['KeyId']}"
    assert right == Candidate("alias/etl")


def test_a_record_or_a_route_that_leads_elsewhere_is_unclear(local: LocalAws) -> None:
    zone_name = zone(local, OURS)["name"]
    route53, ec2 = local.client("route53", OWNER), local.client("ec2", OWNER)
    (zone_id,) = (
        hosted["Id"].rsplit("/", 1)[-1]
        for hosted in route53.list_hosted_zones()["HostedZones"]
        if hosted["Name"] == f"{zone_name}."
    )
    record = {"Name": zone_name, "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "10.6.0.9"}]}
    change = {"Changes": [{"Action": "CREATE", "ResourceRecordSet": record}]}
    route53.change_resource_record_sets(HostedZoneId=zone_id, ChangeBatch=change)
    values = {"zone_id": zone_id, "name": zone_name, "type": "A"}
    find_record = FINDERS["aws_route53_record"]
    vpc_id = internet_gateway(local, OURS)["vpc_id"]
    (gateway,) = ec2.describe_internet_gateways(Filters=[{"Name": "attachment.vpc-id", "Values": [vpc_id]}])[
        "InternetGateways"
    ]
    table = ec2.create_route_table(VpcId=vpc_id)["RouteTable"]["RouteTableId"]
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway["InternetGatewayId"])
    route = {"route_table_id": table, "destination_cidr_block": "0.0.0.0/0"}
    find_route = FINDERS["aws_route"]

    (right,) = find_record({**values, "records": ["10.6.0.9"], "alias": []}, client(local))
    (wrong,) = find_record({**values, "records": None, "alias": [{"name": "etl.elb.example"}]}, client(local))
    (ours,) = find_route({**route, "gateway_id": gateway["InternetGatewayId"]}, client(local))
    (theirs,) = find_route({**route, "nat_gateway_id": "nat-0123456789abcdef0"}, client(local))

    assert right.doubt == ours.doubt == ""
    assert wrong.doubt == "it leads to 10.6.0.9"
    assert theirs.doubt == f"it leads to {gateway['InternetGatewayId']}"


def test_tags_that_cannot_be_read_are_a_doubt() -> None:
    def denied() -> Any:
        raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "ListPolicyTags")

    (candidate,) = by_name(PLANNED, "etl", denied)

    assert candidate.doubt == "its tags cannot be read: AccessDenied"


def test_what_is_unclear_is_reported_and_ends_with_1() -> None:
    unclear = {"aws_lb.this": (Candidate("arn:aws:elb", "its tags are not the planned ones: Name is missing"),)}
    unclear_search = _WorkspaceSearch(Path("4-access"), SearchResult(unclear=unclear))

    assert unclear_search.needs_decision
    assert not _WorkspaceSearch(Path("4-access"), SearchResult((Orphan("a.b", "c"),))).needs_decision
    assert list(_lines(unclear_search, None)) == [
        "4-access: nothing to import",
        "4-access: aws_lb.this may be arn:aws:elb, but its tags are not the planned ones: Name is missing; "
        "import it only if it belongs to this deployment",
    ]
    assert unclear_search.as_data()["unclear"] == {
        "aws_lb.this": ({"import_id": "arn:aws:elb", "doubt": "its tags are not the planned ones: Name is missing"},)
    }


def client_vpn(local: LocalAws) -> tuple[str, str]:
    """A Client VPN endpoint in a subnet, from which everything may be reached. Returns both ids."""
    ec2 = local.client("ec2", OWNER)
    vpc_id, (subnet_id, _) = network(local)
    certificate = local.client("acm", OWNER).request_certificate(DomainName="vpn.example.com")["CertificateArn"]
    mutual = {"ClientRootCertificateChainArn": certificate}
    endpoint_id = ec2.create_client_vpn_endpoint(
        ClientCidrBlock="10.8.0.0/22",
        ServerCertificateArn=certificate,
        AuthenticationOptions=[{"Type": "certificate-authentication", "MutualAuthentication": mutual}],
        ConnectionLogOptions={"Enabled": False},
        VpcId=vpc_id,
        TagSpecifications=specified("client-vpn-endpoint", OURS),
    )["ClientVpnEndpointId"]
    return endpoint_id, subnet_id


def test_a_client_vpn_endpoint_is_found_by_its_tags(local: LocalAws) -> None:
    ec2 = local.client("ec2", OWNER)
    endpoint_id, _ = client_vpn(local)
    find = FINDERS["aws_ec2_client_vpn_endpoint"]

    found = list(find(PLANNED, client(local)))
    others = list(find({"tags_all": THEIRS}, client(local)))
    untagged = list(find({"tags_all": {}}, client(local)))
    ec2.delete_client_vpn_endpoint(ClientVpnEndpointId=endpoint_id)
    deleted = list(find(PLANNED, client(local)))

    assert found == [Candidate(endpoint_id)]
    assert others == untagged == deleted == []


def test_a_client_vpn_association_is_found_by_its_subnet(local: LocalAws) -> None:
    ec2 = local.client("ec2", OWNER)
    endpoint_id, subnet_id = client_vpn(local)
    association_id = ec2.associate_client_vpn_target_network(ClientVpnEndpointId=endpoint_id, SubnetId=subnet_id)[
        "AssociationId"
    ]
    find = FINDERS["aws_ec2_client_vpn_network_association"]
    values = {"client_vpn_endpoint_id": endpoint_id, "subnet_id": subnet_id}

    found = list(find(values, client(local)))
    elsewhere = list(find({**values, "subnet_id": "subnet-0123456789abcdef0"}, client(local)))
    ec2.disassociate_client_vpn_target_network(ClientVpnEndpointId=endpoint_id, AssociationId=association_id)
    ending = list(find(values, client(local)))

    assert found == [Candidate(f"{endpoint_id},{association_id}")]
    assert elsewhere == ending == []


def test_a_client_vpn_rule_is_found_by_network_and_group(local: LocalAws) -> None:
    ec2 = local.client("ec2", OWNER)
    endpoint_id, _ = client_vpn(local)
    for group in ({"AuthorizeAllGroups": True}, {"AccessGroupId": "S-1-5-21"}):
        ec2.authorize_client_vpn_ingress(ClientVpnEndpointId=endpoint_id, TargetNetworkCidr="10.9.0.0/16", **group)
    find = FINDERS["aws_ec2_client_vpn_authorization_rule"]
    values = {"client_vpn_endpoint_id": endpoint_id, "target_network_cidr": "10.9.0.0/16", "access_group_id": None}

    assert list(find(values, client(local))) == [Candidate(f"{endpoint_id},10.9.0.0/16")]
    assert list(find({**values, "access_group_id": "S-1-5-21"}, client(local))) == [
        Candidate(f"{endpoint_id},10.9.0.0/16,S-1-5-21")
    ]
    assert list(find({**values, "access_group_id": "S-1-5-22"}, client(local))) == []
    assert list(find({**values, "target_network_cidr": "10.0.0.0/8"}, client(local))) == []
