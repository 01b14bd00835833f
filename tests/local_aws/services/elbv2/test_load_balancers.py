"""Load balancers: what they hold in the VPC, and what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mwaa_tf.local_aws import LocalAws
from mwaa_tf.rehearsal.prepare.access import issue_certificate
from tests.local_aws.services.elbv2.support import OWNER, REGION, Vpc
from tests.local_aws.services.support import refused

CERTIFICATE = f"arn:aws:acm:{REGION}:{OWNER}:certificate/1a2b3c4d"


def test_a_balancer_has_an_interface_in_each_subnet_with_its_groups(vpc: Vpc) -> None:
    vpc.balancer()

    interfaces = vpc.interfaces()
    assert {interface["SubnetId"] for interface in interfaces} == set(vpc.subnet_ids[:2])
    assert {interface["Groups"][0]["GroupId"] for interface in interfaces} == {vpc.group_id}
    assert all(interface["Description"].startswith("ELB app/etl/") for interface in interfaces)


def test_its_group_and_subnets_stay_as_long_as_it_does(aws: LocalAws, vpc: Vpc) -> None:
    ec2 = aws.client("ec2", OWNER)
    made = vpc.balancer()
    with refused("DependencyViolation"):
        ec2.delete_security_group(GroupId=vpc.group_id)
    with refused("DependencyViolation"):
        ec2.delete_subnet(SubnetId=vpc.subnet_ids[0])

    aws.client("elbv2", OWNER).delete_load_balancer(LoadBalancerArn=made["LoadBalancerArn"])

    assert vpc.interfaces() == []
    ec2.delete_security_group(GroupId=vpc.group_id)
    ec2.delete_subnet(SubnetId=vpc.subnet_ids[0])


def test_other_groups_and_subnets_reach_the_interfaces(aws: LocalAws, vpc: Vpc) -> None:
    elb, ec2 = aws.client("elbv2", OWNER), aws.client("ec2", OWNER)
    arn = vpc.balancer()["LoadBalancerArn"]
    other = ec2.create_security_group(GroupName="other", Description="other", VpcId=vpc.id)["GroupId"]

    elb.set_security_groups(LoadBalancerArn=arn, SecurityGroups=[other])
    elb.set_subnets(LoadBalancerArn=arn, Subnets=list(vpc.subnet_ids[1:]))

    interfaces = vpc.interfaces()
    assert {interface["SubnetId"] for interface in interfaces} == set(vpc.subnet_ids[1:])
    assert {interface["Groups"][0]["GroupId"] for interface in interfaces} == {other}


def test_an_internal_balancer_says_so_in_its_name(aws: LocalAws, vpc: Vpc) -> None:
    gateway = aws.client("ec2", OWNER).create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    aws.client("ec2", OWNER).attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc.id)

    assert vpc.balancer()["DNSName"].startswith("internal-etl-")
    assert not vpc.balancer(Name="office", Scheme="internet-facing")["DNSName"].startswith("internal-")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"Name": "a" * 33}, "ValidationError"),
        ({"Name": "internal-etl"}, "ValidationError"),
        ({"Name": "etl-"}, "ValidationError"),
        ({"Scheme": "internet-facing"}, "InvalidSubnet"),
        ({"SecurityGroups": ["sg-0123456789abcdef0"]}, "InvalidSecurityGroup"),
    ],
)
def test_what_aws_refuses_is_refused_and_leaves_nothing(
    aws: LocalAws, vpc: Vpc, changes: dict[str, Any], code: str
) -> None:
    with refused(code):
        vpc.balancer(**changes)

    assert aws.client("elbv2", OWNER).describe_load_balancers()["LoadBalancers"] == []
    assert vpc.interfaces() == []


def test_two_subnets_of_one_zone_are_not_enough(vpc: Vpc) -> None:
    with refused("ValidationError", "two different Availability Zones"):
        vpc.balancer(Subnets=[vpc.subnet_ids[0], vpc.subnet_ids[2]])


def test_a_name_is_taken_once(vpc: Vpc) -> None:
    vpc.balancer()

    with refused("DuplicateLoadBalancerName"):
        vpc.balancer()


def test_a_protected_balancer_stays(aws: LocalAws, vpc: Vpc) -> None:
    elb, arn = aws.client("elbv2", OWNER), vpc.balancer()["LoadBalancerArn"]

    def protect(value: str) -> None:
        attributes = [{"Key": "deletion_protection.enabled", "Value": value}]
        elb.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=attributes)

    protect("true")
    with refused("OperationNotPermitted"):
        elb.delete_load_balancer(LoadBalancerArn=arn)
    protect("false")
    elb.delete_load_balancer(LoadBalancerArn=arn)
    elb.delete_load_balancer(LoadBalancerArn=arn)


def test_logs_go_to_a_bucket_that_admits_their_delivery(aws: LocalAws, vpc: Vpc) -> None:
    elb, s3, arn = aws.client("elbv2", OWNER), aws.client("s3", OWNER), vpc.balancer()["LoadBalancerArn"]

    def log() -> None:
        attributes = {"access_logs.s3.enabled": "true", "access_logs.s3.bucket": "acme-logs"}
        listed = [{"Key": key, "Value": value} for key, value in attributes.items()]
        elb.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=listed)

    with refused("InvalidConfigurationRequest", "Access Denied for bucket: acme-logs"):
        log()
    s3.create_bucket(Bucket="acme-logs")
    with refused("InvalidConfigurationRequest"):
        log()
    delivery = {
        "Effect": "Allow",
        "Principal": {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": "arn:aws:s3:::acme-logs/*",
    }
    s3.put_bucket_policy(Bucket="acme-logs", Policy=json.dumps({"Version": "2012-10-17", "Statement": [delivery]}))
    log()


def test_a_listener_needs_a_certificate_that_is_there(aws: LocalAws, vpc: Vpc) -> None:
    elb, arn = aws.client("elbv2", OWNER), vpc.balancer()["LoadBalancerArn"]
    group = elb.create_target_group(Name="etl", Protocol="HTTPS", Port=443, VpcId=vpc.id, TargetType="ip")
    listener = {
        "LoadBalancerArn": arn,
        "Protocol": "HTTPS",
        "Port": 443,
        "Certificates": [{"CertificateArn": CERTIFICATE}],
        "DefaultActions": [{"Type": "forward", "TargetGroupArn": group["TargetGroups"][0]["TargetGroupArn"]}],
    }
    with refused("CertificateNotFound"):
        elb.create_listener(**listener)

    issue_certificate(CERTIFICATE, "airflow.example.com")

    assert elb.create_listener(**listener)["Listeners"][0]["Certificates"] == [{"CertificateArn": CERTIFICATE}]
