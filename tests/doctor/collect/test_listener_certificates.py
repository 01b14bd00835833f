"""The certificates of a listener, on the local AWS: the default one, and those for certain host names."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from mwaa_tf.doctor.collect.aws.sections.load_balancer import _certificates
from mwaa_tf.doctor.collect.aws.source import AwsSource
from mwaa_tf.doctor.view.load_balancer import ListenerFacts
from mwaa_tf.local_aws import LocalAws
from mwaa_tf.rehearsal.prepare.access import issue_certificate
from tests.doctor.test_calls import calls_of

DEFAULT, FOR_A_NAME = (f"arn:aws:acm:us-east-1:111111111111:certificate/{kind}" for kind in ("default", "sni"))


def listener_with_two_certificates(local: LocalAws) -> str:
    """ARN of an HTTPS listener with a default certificate, and one in its list."""
    account_id = local.accounts[0]
    ec2, elb = local.client("ec2", account_id), local.client("elbv2", account_id)
    vpc_id = ec2.create_vpc(CidrBlock="10.50.0.0/16")["Vpc"]["VpcId"]
    subnet_ids = [
        ec2.create_subnet(VpcId=vpc_id, CidrBlock=f"10.50.{number}.0/24", AvailabilityZone=zone)["Subnet"]["SubnetId"]
        for number, zone in enumerate(("us-east-1a", "us-east-1b"))
    ]
    balancer = elb.create_load_balancer(Name="office", Subnets=subnet_ids, Scheme="internal")["LoadBalancers"][0]
    listener = elb.create_listener(
        LoadBalancerArn=balancer["LoadBalancerArn"],
        Protocol="HTTPS",
        Port=443,
        Certificates=[{"CertificateArn": DEFAULT}],
        DefaultActions=[{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}],
    )["Listeners"][0]
    elb.add_listener_certificates(ListenerArn=listener["ListenerArn"], Certificates=[{"CertificateArn": FOR_A_NAME}])
    return str(listener["ListenerArn"])


def test_the_certificates_for_certain_host_names_are_read_with_the_default_one(local_aws: LocalAws) -> None:
    issue_certificate(DEFAULT, "other.example.com")
    issue_certificate(FOR_A_NAME, "*.example.com")
    listener = ListenerFacts(listener_with_two_certificates(local_aws), 443, "HTTPS", (DEFAULT,), ())
    source: Any = SimpleNamespace(owner=calls_of(local_aws, local_aws.accounts[0]))

    read = _certificates(cast("AwsSource", source), (listener,)).value

    assert [(certificate.names, certificate.is_default) for certificate in read] == [
        (("other.example.com",), True),
        (("*.example.com",), False),
    ]


def test_a_listener_without_a_certificate_is_not_asked_for_any(local_aws: LocalAws) -> None:
    source: Any = SimpleNamespace(owner=calls_of(local_aws, local_aws.accounts[0]))

    read = _certificates(cast("AwsSource", source), (ListenerFacts("arn:http", 80, "HTTP", (), ()),)).value

    assert read == ()
    assert "DescribeListenerCertificates" not in {call.action for call in local_aws.record}
