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

#: Those that no fault is planted in are examined, too.
EXAMPLES = sorted(
    {folder.parent.name for folder in (REPOSITORY / "examples").glob("*/mwaa.yaml")} - {each.example for each in FAULTS}
)

pytestmark = [pytest.mark.terraform, pytest.mark.long]


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


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_healthy_deployment_has_no_failure_and_no_warning(example: str) -> None:
    with patient(example) as deployed:
        assert problems(deployed.examine()) == {}


def test_every_check_has_a_fault() -> None:
    planted_for = {fault.check for fault in FAULTS}
    assert [check.id for check in checks() if check.id not in planted_for] == []


def test_the_ids_of_faults_are_unique() -> None:
    ids = [fault.id for fault in FAULTS]
    assert sorted(ids) == sorted(set(ids))
