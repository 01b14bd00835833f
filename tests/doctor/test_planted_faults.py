"""Every planted fault is found by its check, and by no other but for what follows from it.

The results are recorded in golden/planted-faults.json, of which the table in docs/doctor.md is made:
``make golden ARGS="tests/doctor/test_planted_faults.py --log-cli-level=INFO"``, then ``make docs``.
"""

from __future__ import annotations

import fcntl
import json
import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise, zip_longest

import pytest

from mwaa_tf import load
from mwaa_tf.doctor import Diagnosis, targets_of
from mwaa_tf.doctor.checks import checks
from mwaa_tf.doctor.finding import CheckResult
from tests.doctor.hospital import config_of, patient, shared_clients
from tests.doctor.planted import Fault, Patient, all_faults, planted
from tests.support import REPOSITORY
from tools import doctor_docs, doctor_results
from tools.doctor_results import DoctorResults, PlantedFault

_log = logging.getLogger(__name__)

FAULTS = all_faults()

#: All examples, whether a fault is planted in them or not, and the deployments that only have faults.
DEPLOYMENTS = sorted(
    {folder.parent.name for folder in (REPOSITORY / "examples").glob("*/mwaa.yaml")} | {each.example for each in FAULTS}
)


def problems(diagnosis: Diagnosis) -> dict[str, list[str]]:
    """The messages of failures and warnings, by check."""
    found: dict[str, list[str]] = defaultdict(list)
    for finding in diagnosis.findings:
        if finding.result.is_problem:
            found[finding.check].append(finding.message)
    return dict(found)


def results_by_check(diagnosis: Diagnosis) -> dict[str, str]:
    """The result of each check for all environments together, as the record of results names it."""
    by_check: dict[str, set[CheckResult]] = defaultdict(set)
    for finding in diagnosis.findings:
        by_check[finding.check].add(finding.result)
    return {
        check: "problems"
        if any(result.is_problem for result in results)
        else "not_checkable"
        if CheckResult.NOT_CHECKABLE in results
        else "passed"
        for check, results in by_check.items()
    }


def examined(patient_: Patient, fault: Fault) -> dict[str, list[str]]:
    """What the doctor finds as long as ``fault`` is planted."""
    with planted(patient_, fault) as changed:
        return problems(changed.examine(fault.options))


def apart(faults: Sequence[Fault]) -> list[Fault]:
    """The faults in another order, those of one check as far apart as they can be."""
    by_check: dict[str, list[Fault]] = defaultdict(list)
    for fault in faults:
        by_check[fault.check].append(fault)
    return [fault for row in zip_longest(*by_check.values()) for fault in row if fault]


class Run:
    """What is found in one deployment."""

    def __init__(self, example: str) -> None:
        self.example = example
        self.healthy: dict[str, str] = {}
        self.faults: dict[str, PlantedFault] = {}
        self.wrong: dict[str, object] = {}
        """What should not have been found, or was missed, by the id of the fault."""

    def execute(self) -> None:
        """Apply the deployment, examine it, and plant each of its faults."""
        with patient(self.example) as deployed, shared_clients():
            diagnosis = deployed.examine()
            self.healthy = results_by_check(diagnosis)
            if found := problems(diagnosis):
                self.wrong["healthy"] = found
                return
            self._plant_all(deployed)

    def _plant_all(self, deployed: Patient) -> None:
        """Plant the faults, and see that each is taken away again.

        What remains of one shows beside the next, unless that is of the same check: before it, and at the end, the
        deployment is examined without a fault.
        """
        since_healthy: dict[str, frozenset[str]] = {}
        for fault in apart([fault for fault in FAULTS if fault.example == self.example]):
            if any(fault.expected & expected for expected in since_healthy.values()):
                if self._remains(deployed, since_healthy):
                    return
                since_healthy.clear()
            self._plant(deployed, fault)
            since_healthy[fault.id] = fault.expected
            if fault.id in self.wrong and self._remains(deployed, since_healthy):
                return
        self._remains(deployed, since_healthy)

    def _remains(self, deployed: Patient, planted_faults: Iterable[str]) -> bool:
        remaining = problems(deployed.examine())
        if remaining:
            self.wrong[f"after {', '.join(planted_faults)} were taken away"] = remaining
        return bool(remaining)

    def _plant(self, deployed: Patient, fault: Fault) -> None:
        _log.info("planting %s", fault.id)
        found = examined(deployed, fault)
        self.faults[fault.id] = PlantedFault(
            fault.example, fault.check, tuple(fault.consequences), tuple(sorted(found))
        )
        unexpected = {check: messages for check, messages in found.items() if check not in fault.expected}
        missed = sorted(fault.expected - found.keys())
        if missed or unexpected:
            self.wrong[fault.id] = {"missed": missed, "unexpected": unexpected}

    def record(self) -> None:
        """Write the results into the file, in which other processes may record other deployments."""
        with doctor_results.FILE.open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            doctor_results.FILE.write_text(doctor_results.dump(self.added_to(doctor_results.load())), "utf-8")

    def added_to(self, results: DoctorResults) -> DoctorResults:
        """``results`` with these."""
        return results.with_healthy(self.example, self.healthy).with_faults(self.example, self.faults)


@pytest.mark.terraform
@pytest.mark.long
@pytest.mark.parametrize("example", DEPLOYMENTS)
def test_a_healthy_deployment_has_no_problem_and_each_fault_is_found_by_its_check_alone(
    example: str, request: pytest.FixtureRequest
) -> None:
    run = Run(example)
    try:
        run.execute()
    finally:
        if request.config.getoption("--golden") and run.healthy:
            run.record()
    assert not run.wrong, json.dumps(run.wrong, indent=2)
    recorded = doctor_results.load()
    assert run.added_to(recorded) == recorded, "record the results again: make golden"


def test_every_check_has_a_fault_or_a_reason_why_not() -> None:
    planted_for = {fault.check for fault in FAULTS}
    assert {check.id for check in checks() if check.id not in planted_for} == doctor_results.not_planted().keys()


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault.look_at], ids=lambda fault: fault.id)
def test_a_fault_in_the_configuration_can_be_looked_at(fault: Fault) -> None:
    """The test that plants it takes half an hour, and is not in `make test`."""
    target = targets_of(load(config_of(fault.example)))[0]
    assert fault.look_at is not None
    assert fault.look_at(target) != target


def test_the_ids_of_faults_are_unique() -> None:
    ids = [fault.id for fault in FAULTS]
    assert sorted(ids) == sorted(set(ids))


def test_each_fault_was_planted_as_it_is_now_and_found_by_its_check_alone() -> None:
    expected = {fault.id: (fault.example, fault.check, tuple(fault.consequences)) for fault in FAULTS}
    recorded = doctor_results.load().faults

    assert {id: (each.example, each.check, each.consequences) for id, each in recorded.items()} == expected
    assert {id: each.fired for id, each in recorded.items() if each.check not in each.fired} == {}
    assert {id: each.fired for id, each in recorded.items() if {*each.fired} - {each.check, *each.consequences}} == {}
    assert {id: each.fired for id, each in recorded.items() if not {*each.consequences} <= {*each.fired}} == {}


@pytest.mark.parametrize("check", [check.id for check in checks()])
def test_each_check_was_made_in_every_healthy_deployment_without_a_finding(check: str) -> None:
    runs = doctor_results.load().healthy[check]

    assert sorted((*runs.passed, *runs.not_checkable)) == DEPLOYMENTS
    assert runs.problems == ()


def test_the_table_in_the_guide_is_made_of_the_recorded_results() -> None:
    table = "\n".join(doctor_results.section(doctor_results.load(), [check.id for check in checks()]))

    assert table in doctor_docs.FILE.read_text("utf-8")


def test_a_table_counts_what_was_found_missed_and_reported_without_a_reason() -> None:
    faults = {
        "found": PlantedFault("one", "a.a", ("a.b",), ("a.a", "a.b")),
        "missed": PlantedFault("one", "a.a", (), ("a.c",)),
    }
    results = DoctorResults().with_healthy("one", {"a.a": "passed", "a.b": "problems", "a.c": "not_checkable"})

    rows = rows_of(results.with_faults("one", faults))

    assert rows["a.a"] == ["2", "1", "0", "0", "1 of 1"]
    assert rows["a.b"] == ["0", "0", "1", "0", "0 of 1"]
    assert rows["a.c"] == ["0", "0", "0", "1", "–"]


def test_a_deployment_that_is_examined_again_replaces_what_was_recorded_of_it() -> None:
    fault = PlantedFault("one", "a.a", (), ("a.a",))
    first = DoctorResults().with_healthy("one", {"a.a": "problems"}).with_faults("one", {"old": fault})

    second = first.with_healthy("one", {"a.a": "passed"}).with_faults("one", {"new": fault})

    assert second.healthy["a.a"].problems == ()
    assert second.healthy["a.a"].passed == ("one",)
    assert second.faults.keys() == {"new"}


def test_faults_of_one_check_are_planted_far_apart() -> None:
    ordered = apart(FAULTS)

    assert sorted(fault.id for fault in ordered) == sorted(fault.id for fault in FAULTS)
    assert all(one.check != next_one.check for one, next_one in pairwise(ordered[: len(checks()) // 2]))


def rows_of(results: DoctorResults) -> Mapping[str, list[str]]:
    """The cells of the table, by check."""
    lines = "\n".join(doctor_results.section(results, results.healthy)).splitlines()
    cells = [line.strip("| ").split(" | ") for line in lines if line.startswith("| `")]
    return {name.strip("`"): values for name, *values in cells}
