"""The policies of the doctor where people come in through a load balancer and a bastion."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mwaa_tf.doctor import Diagnosis, collect, examine, targets_of
from mwaa_tf.doctor.permissions import needed_permissions
from mwaa_tf.iam.actions import iam_action
from tests.doctor.hospital import patient
from tests.doctor.planted import Patient

pytestmark = [pytest.mark.terraform, pytest.mark.long]

#: What tells of load balancers, certificates, names and bastions.
_ACTIONS = {
    "acm:DescribeCertificate",
    "ec2:DescribeInstances",
    "elasticloadbalancing:DescribeListenerCertificates",
    "elasticloadbalancing:DescribeListeners",
    "elasticloadbalancing:DescribeLoadBalancers",
    "elasticloadbalancing:DescribeTargetGroups",
    "elasticloadbalancing:DescribeTargetHealth",
    "route53:ListResourceRecordSets",
    "ssm:DescribeInstanceInformation",
}


@pytest.fixture(scope="module")
def deployed() -> Iterator[Patient]:
    with patient("web-access") as healthy:
        yield healthy


def _examine(deployed: Patient) -> Diagnosis:
    views, calls = collect(targets_of(deployed.deployment), environ=deployed.environ)
    return examine(views, calls=calls)


def test_the_doctor_finds_the_same_with_exactly_its_policies(deployed: Patient) -> None:
    everything = _examine(deployed)
    before = len(deployed.local.record)
    sides = needed_permissions(targets_of(deployed.deployment))
    deployed.local.allow({side.account_id: list(side.policies().values()) for side in sides})
    try:
        limited = _examine(deployed)
    finally:
        deployed.local.allow({})
    assert [(each.target, each.check, each.result, each.message) for each in limited.findings] == [
        (each.target, each.check, each.result, each.message) for each in everything.findings
    ]
    calls = deployed.local.record.since(before)
    assert {iam_action(call.service, call.action) for call in calls} >= _ACTIONS
