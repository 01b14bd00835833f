"""Every planted fault is found by its check, and by no other but for what follows from it."""

from __future__ import annotations

import json
from collections import defaultdict

import pytest

from mwaa_tf.doctor import Diagnosis
from mwaa_tf.doctor.checks import checks
from tests.doctor.hospital import patient
from tests.doctor.planted import Fault, Patient, all_faults, planted
from tests.support import REPOSITORY

FAULTS = all_faults()

#: Checks that are only tried with views made by hand, and why.
WITHOUT_FAULT = {
    "prerequisites.plan-understood": "is about plans alone: tests/doctor/test_plans.py",
    "network.subnets": "MWAA refuses such subnets when an environment is created, and they cannot be changed",
    "network.zones": "the same",
    "network.environment-groups": "a group that an environment uses cannot be deleted",
    "network.service-endpoint-states": "no call brings an endpoint of a service of AWS into another state",
    "network.black-hole": "not planted yet: the local AWS does not mark routes whose target was deleted",
    "network.resolution": "would ask a resolver for a name of the local AWS",
    "network.connection": "would connect to an address of the local AWS",
    "code.logs-enabled": "not planted yet",
    "access.webserver-public": "not planted yet",
    "access.applied": "not planted yet",
    "access.target-health": "not planted yet: the local AWS has no traffic",
    "access.vpn-routes": "not planted yet: the route of the VPC itself cannot be deleted",
}

#: Those that no fault is planted in are examined, too.
EXAMPLES = sorted(
    {folder.parent.name for folder in (REPOSITORY / "examples").glob("*/mwaa.yaml")} - {each.example for each in FAULTS}
)


def problems(diagnosis: Diagnosis) -> dict[str, list[str]]:
    """The messages of failures and warnings, by check."""
    found: dict[str, list[str]] = defaultdict(list)
    for finding in diagnosis.findings:
        if finding.result.is_problem:
            found[finding.check].append(finding.message)
    return dict(found)


def examined(patient_: Patient, fault: Fault) -> dict[str, list[str]]:
    """What the doctor finds as long as ``fault`` is planted."""
    with planted(patient_, fault) as changed:
        return problems(changed.examine(fault.options))


@pytest.mark.terraform
@pytest.mark.long
@pytest.mark.parametrize("example", sorted({fault.example for fault in FAULTS}))
def test_each_fault_is_found_by_its_check_and_by_no_other(example: str) -> None:
    wrong: dict[str, object] = {}
    with patient(example) as deployed:
        assert problems(deployed.examine()) == {}
        for fault in FAULTS:
            if fault.example != example:
                continue
            found = examined(deployed, fault)
            unexpected = {check: messages for check, messages in found.items() if check not in fault.expected}
            if fault.check not in found or unexpected:
                wrong[fault.id] = {"missed": fault.check not in found, "unexpected": unexpected}
            if remaining := problems(deployed.examine()):
                wrong[f"{fault.id}, taken away"] = remaining
                break
    assert not wrong, json.dumps(wrong, indent=2)


@pytest.mark.terraform
@pytest.mark.long
@pytest.mark.parametrize("example", EXAMPLES)
def test_a_healthy_deployment_has_no_failure_and_no_warning(example: str) -> None:
    with patient(example) as deployed:
        assert problems(deployed.examine()) == {}


def test_every_check_has_a_fault_or_a_reason_why_not() -> None:
    planted_for = {fault.check for fault in FAULTS}
    assert {check.id for check in checks() if check.id not in planted_for} == WITHOUT_FAULT.keys()


def test_the_ids_of_faults_are_unique() -> None:
    ids = [fault.id for fault in FAULTS]
    assert sorted(ids) == sorted(set(ids))
