"""Every planted obstacle is found by its check, and by no other but for what follows from it.

The results are recorded in golden/planted-obstacles.json, of which the table in docs/preflight.md is made:
``make golden ARGS="tests/upgrade/preflight/test_planted_obstacles.py --log-cli-level=INFO"``, then ``make docs``.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from itertools import groupby

import pytest

from mwaa_tf.upgrade.preflight import Preflight
from mwaa_tf.upgrade.preflight.after import AFTER_EACH_STEP, BEFORE
from mwaa_tf.upgrade.preflight.registry import upgrade_checks
from tests.doctor.hospital import patient, shared_clients
from tests.doctor.planted import Patient
from tests.upgrade.preflight.obstacles import EXAMPLE, OBSTACLES, Obstacle, clean, examined
from tools import preflight_docs, preflight_results
from tools.preflight_results import PlantedObstacle, PreflightResults

_log = logging.getLogger(__name__)

#: Checks that no obstacle is planted for, with the reason; views made by hand try them.
NOT_PLANTED = {
    "upgrade.region": "no region of AWS's list lacks a version; of others it is not checkable",
    "upgrade.dags-deprecated": "it tells what still works, and reports nothing",
    "upgrade.worker-strategy": "it reads the configuration alone",
}

#: Upgrades of which a clean environment is examined; in one of 2.6.3, that its support has ended is an obstacle itself.
CLEAN = (("2.10.3", "2.11.2"), ("2.10.3", "3.3.1"), ("2.11.2", "3.3.1"), ("3.3.1", "2.11.2"), ("3.0.6", "3.3.1"))


def fired(result: Preflight) -> dict[str, list[str]]:
    """The messages of failures and warnings, by check."""
    messages: dict[str, list[str]] = {}
    for finding in result.findings:
        if finding.result.is_problem:
            messages.setdefault(finding.check, []).append(finding.message)
    return messages


def found_clean(deployed: Patient) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What is found in the clean environment, by upgrade."""
    for version, to in CLEAN:
        with clean(deployed, version):
            problems = fired(examined(deployed, to))
            _log.info("clean, %s to %s: %s", version, to, problems)
            yield f"{version} to {to}", tuple(sorted(problems))


def found_planted(deployed: Patient) -> Iterator[tuple[str, PlantedObstacle]]:
    """What is found with each obstacle, by its id."""
    for version, obstacles in groupby(OBSTACLES, key=lambda obstacle: obstacle.version):
        with clean(deployed, version):
            yield from ((obstacle.id, _planted(deployed, obstacle)) for obstacle in obstacles)


def _planted(deployed: Patient, obstacle: Obstacle) -> PlantedObstacle:
    undo = obstacle.plant(deployed)
    try:
        problems = fired(examined(deployed, obstacle.to, strategy=obstacle.strategy, late=obstacle.late))
    finally:
        undo()
    _log.info("%s: %s", obstacle.id, problems)
    upgrade = f"{obstacle.version} to {obstacle.to}"
    return PlantedObstacle(obstacle.check, upgrade, tuple(obstacle.consequences), tuple(sorted(problems)))


@pytest.mark.terraform
@pytest.mark.long
def test_a_clean_environment_has_no_obstacle_and_each_obstacle_is_found_by_its_check_alone(
    request: pytest.FixtureRequest,
) -> None:
    with patient(EXAMPLE) as deployed, shared_clients():
        results = PreflightResults(dict(found_clean(deployed)), dict(found_planted(deployed)))
    if request.config.getoption("--golden"):
        preflight_results.FILE.write_text(preflight_results.dump(results), "utf-8")
    assert {upgrade: problems for upgrade, problems in results.clean.items() if problems} == {}
    wrong = {id: each for id, each in results.obstacles.items() if each.unexpected or each.check not in each.fired}
    assert not wrong, json.dumps({id: [each.check, *each.fired] for id, each in wrong.items()}, indent=2)
    assert results == preflight_results.load(), "record the results again: make golden"


def test_the_obstacles_were_planted_as_they_are_now_and_found_by_their_checks_alone() -> None:
    recorded = preflight_results.load()
    expected = {each.id: (each.check, f"{each.version} to {each.to}", tuple(each.consequences)) for each in OBSTACLES}

    assert {id: (each.check, each.upgrade, each.consequences) for id, each in recorded.obstacles.items()} == expected
    assert [id for id, each in recorded.obstacles.items() if each.check not in each.fired or each.unexpected] == []
    assert recorded.clean == {f"{version} to {to}": () for version, to in CLEAN}
    assert len(expected) >= 25


def test_every_check_has_an_obstacle_or_a_reason_why_not() -> None:
    planted = {obstacle.check for obstacle in OBSTACLES}
    # Those that do not depend on the version are planted by the doctor's own tests.
    known = {*(check.id for check in upgrade_checks()), *AFTER_EACH_STEP}

    assert known - planted == NOT_PLANTED.keys()
    assert planted <= known
    assert not {*BEFORE} & known


def test_the_guide_is_that_of_the_checks_and_of_the_recorded_results() -> None:
    for path, text in preflight_docs.documents():
        assert path.read_text("utf-8") == text, "make docs"
