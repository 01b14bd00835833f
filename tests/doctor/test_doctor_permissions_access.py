"""The policies of the doctor where people come in through a load balancer, a bastion or a Client VPN."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import pytest

from mwaa_tf.doctor import CheckResult, Diagnosis, Finding, collect, examine, targets_of
from mwaa_tf.doctor.permissions import needed_permissions
from mwaa_tf.iam.actions import iam_action
from tests.doctor.hospital import patient
from tests.doctor.planted import Patient

pytestmark = [pytest.mark.terraform, pytest.mark.long]

#: By example, what tells of load balancers, certificates, names, bastions and Client VPNs.
_ACTIONS: Mapping[str, Collection[str]] = {
    "web-access": {
        "acm:DescribeCertificate",
        "ec2:DescribeInstances",
        "elasticloadbalancing:DescribeListenerCertificates",
        "elasticloadbalancing:DescribeListeners",
        "elasticloadbalancing:DescribeLoadBalancers",
        "elasticloadbalancing:DescribeTargetGroups",
        "elasticloadbalancing:DescribeTargetHealth",
        "route53:ListResourceRecordSets",
        "ssm:DescribeInstanceInformation",
    },
    "client-vpn": {
        "acm:DescribeCertificate",
        "ec2:DescribeClientVpnAuthorizationRules",
        "ec2:DescribeClientVpnEndpoints",
        "ec2:DescribeClientVpnRoutes",
        "ec2:DescribeClientVpnTargetNetworks",
    },
}


@pytest.fixture(scope="module", params=_ACTIONS)
def example(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def deployed(example: str) -> Iterator[Patient]:
    with patient(example) as healthy:
        yield healthy


def _examine(deployed: Patient) -> Diagnosis:
    views, calls = collect(targets_of(deployed.deployment), environ=deployed.environ)
    return examine(views, calls=calls)


def _with(deployed: Patient, policies: Mapping[str, list[dict[str, Any]]]) -> Diagnosis:
    """What the doctor finds with ``policies``, by account."""
    deployed.local.allow(policies)
    try:
        return _examine(deployed)
    finally:
        deployed.local.allow({})


def _policies(deployed: Patient, without: str = "") -> dict[str, list[dict[str, Any]]]:
    """The policies that are printed, by account, without one of their actions."""
    by_account: dict[str, list[dict[str, Any]]] = {}
    for side in needed_permissions(targets_of(deployed.deployment)):
        for policy in side.policies().values():
            statements = [
                {**statement, "Action": remaining}
                for statement in policy["Statement"]
                if (remaining := [action for action in statement["Action"] if action != without])
            ]
            by_account.setdefault(side.account_id, []).append({**policy, "Statement": statements})
    return by_account


def _result(finding: Finding) -> tuple[str, str, CheckResult, str]:
    return (finding.target, finding.check, finding.result, finding.message)


def _results(diagnosis: Diagnosis) -> list[tuple[str, str, CheckResult, str]]:
    return [_result(finding) for finding in diagnosis.findings]


def test_the_doctor_finds_the_same_with_exactly_its_policies(deployed: Patient, example: str) -> None:
    everything = _examine(deployed)
    before = len(deployed.local.record)
    assert _results(_with(deployed, _policies(deployed))) == _results(everything)
    calls = deployed.local.record.since(before)
    assert {iam_action(call.service, call.action) for call in calls} >= set(_ACTIONS[example])


def test_with_one_action_less_something_is_not_checkable_and_nothing_is_wrong(deployed: Patient, example: str) -> None:
    everything = set(_results(_examine(deployed)))
    for action in sorted(_ACTIONS[example]):
        limited = _with(deployed, _policies(deployed, without=action))
        wrong = [
            finding.message
            for finding in limited.findings
            if "the check itself failed" in finding.message
            or (finding.result.is_problem and _result(finding) not in everything)
        ]
        assert wrong == [], action
        unchecked = [finding.message for finding in limited.of(CheckResult.NOT_CHECKABLE)]
        assert [message for message in unchecked if action in message], action
