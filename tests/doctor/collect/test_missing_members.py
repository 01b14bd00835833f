"""Members that AWS always answers: where one is missing, or has a word that is not known, there is no fact."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from mwaa_tf.doctor.collect.aws.dns_records import _node
from mwaa_tf.doctor.collect.aws.environment import _environment
from mwaa_tf.doctor.collect.aws.sections.bastion import _instances
from mwaa_tf.doctor.collect.aws.sections.load_balancer import _listeners, _load_balancers
from mwaa_tf.doctor.reading import GapKind

Read = Callable[[Mapping[str, Any]], Any]

LISTENER = {
    "ListenerArn": "arn:listener",
    "Port": 443,
    "Protocol": "HTTPS",
    "Certificates": [{"CertificateArn": "arn:certificate"}],
    "DefaultActions": [{"Type": "forward", "TargetGroupArn": "arn:group"}],
}
BALANCER = {
    "LoadBalancerArn": "arn:balancer",
    "LoadBalancerName": "office",
    "Type": "application",
    "State": {"Code": "active"},
    "Scheme": "internal",
    "VpcId": "vpc-1",
    "AvailabilityZones": [],
    "SecurityGroups": ["sg-1"],
}
INSTANCE = {
    "InstanceId": "i-1",
    "State": {"Name": "running"},
    "VpcId": "vpc-1",
    "SubnetId": "subnet-1",
    "SecurityGroups": [{"GroupId": "sg-1", "GroupName": "bastion"}],
}
RECORD = {"Name": "airflow.example.com.", "Type": "CNAME", "ResourceRecords": [{"Value": "office.example.net"}]}


def of_listener(listener: Mapping[str, Any]) -> Any:
    return _listeners({"Listeners": [listener]})


def of_balancer(balancer: Mapping[str, Any]) -> Any:
    return _load_balancers({"LoadBalancers": [balancer]})


def of_instance(instance: Mapping[str, Any]) -> Any:
    return _instances({"Reservations": [{"Instances": [instance]}]})


def of_record(record: Mapping[str, Any]) -> Any:
    return _node("Z1", "airflow.example.com", "airflow.example.com", {"ResourceRecordSets": [record]})


def without(answer: Mapping[str, Any], *members: str) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name not in members}


@pytest.mark.parametrize(
    ("read", "answer", "member"),
    [
        (of_listener, LISTENER, "Certificates"),
        (of_balancer, BALANCER, "Scheme"),
        (of_balancer, BALANCER, "SecurityGroups"),
        (of_balancer, BALANCER, "Type"),
        (of_instance, INSTANCE, "SecurityGroups"),
        (of_instance, INSTANCE, "SubnetId"),
        (of_instance, INSTANCE, "VpcId"),
        (of_record, RECORD, "ResourceRecords"),
    ],
)
def test_an_answer_without_a_member_that_is_always_there_is_not_understood(
    read: Read, answer: Mapping[str, Any], member: str
) -> None:
    assert read(answer)
    with pytest.raises(KeyError, match=member):
        read(without(answer, member))


def test_an_action_that_forwards_nowhere_is_not_understood() -> None:
    with pytest.raises(KeyError, match="TargetGroupArn"):
        of_listener({**LISTENER, "DefaultActions": [{"Type": "forward"}]})
    (redirecting,) = of_listener({**LISTENER, "DefaultActions": [{"Type": "redirect"}]})
    assert redirecting.target_group_arns == ()


def test_what_has_no_such_member_is_read_without_it() -> None:
    (listener,) = of_listener(without(LISTENER, "Certificates") | {"Protocol": "HTTP"})
    (balancer,) = of_balancer(without(BALANCER, "Scheme", "SecurityGroups") | {"Type": "gateway"})
    terminated = of_instance({"InstanceId": "i-1", "State": {"Name": "terminated"}})

    assert listener.certificate_arns == ()
    assert (balancer.scheme, balancer.security_group_ids) == ("", ())
    assert terminated == ()


def test_a_record_of_a_type_that_is_not_known_may_lead_anywhere() -> None:
    with pytest.raises(ValueError, match="BRAND_NEW"):
        of_record({**RECORD, "Type": "BRAND_NEW"})


def test_options_that_are_not_answered_are_a_gap_and_nothing_else_is() -> None:
    data = {
        "Name": "etl",
        "Status": "AVAILABLE",
        "AirflowVersion": "2.10.3",
        "WebserverAccessMode": "PRIVATE_ONLY",
        "NetworkConfiguration": {"SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"]},
        "ExecutionRoleArn": "arn:role",
        "SourceBucketArn": "arn:bucket",
        "DagS3Path": "dags",
    }
    environment = _environment({"Environment": data})

    assert environment.status == "AVAILABLE"
    assert environment.options.gap
    assert environment.options.gap.kind is GapKind.NOT_UNDERSTOOD
    assert "'AirflowConfigurationOptions' is missing" in environment.options.gap.reason
    assert _environment({"Environment": {**data, "AirflowConfigurationOptions": {}}}).options.value == {}
