"""The way from one version of Airflow to another."""

from __future__ import annotations

import itertools

import pytest

from mwaa_tf.mwaa.airflow_versions import OFFERED, RELEASES, can_change_in_place
from mwaa_tf.mwaa.upgrade_path import UpgradeStep, upgrade_path


@pytest.mark.parametrize(
    ("current", "requested", "versions"),
    [
        ("2.10.3", "3.3.1", ["2.11.2", "3.3.1"]),
        ("2.11.0", "3.0.6", ["2.11.2", "3.0.6"]),
        ("2.11.2", "3.3.1", ["3.3.1"]),
        ("2.4.3", "2.10.3", ["2.10.3"]),
        ("2.4.3", "3.3.1", ["2.11.2", "3.3.1"]),
        ("3.0.6", "3.3.1", ["3.3.1"]),
        ("3.3.1", "2.11.2", ["2.11.2"]),
        ("3.3.1", "2.10.3", ["2.11.2", "2.10.3"]),
        ("3.3.1", "3.3.1", []),
    ],
)
def test_a_path_has_the_steps_that_the_page_names(current: str, requested: str, versions: list[str]) -> None:
    path = upgrade_path(current, requested)

    assert path is not None
    assert [step.requested for step in path] == versions


@pytest.mark.parametrize(
    ("current", "requested"), [("1.10.12", "2.11.2"), ("1.10.12", "3.3.1"), ("2.10.3", "2.6.3"), ("3.3.1", "9.9.9")]
)
def test_only_a_new_environment_leads_from_1_to_a_later_version_and_to_one_that_is_not_offered(
    current: str, requested: str
) -> None:
    assert upgrade_path(current, requested) is None


def test_each_step_of_each_path_begins_where_the_last_one_ended_and_is_one_that_aws_takes() -> None:
    for current, requested in itertools.product(RELEASES, OFFERED):
        path = upgrade_path(current, requested)
        assert path is not None
        assert [step.current for step in path] == [current, *(step.requested for step in path)][: len(path)]
        assert all(can_change_in_place(step.current, step.requested) for step in path)


def test_a_step_knows_what_it_changes() -> None:
    up, down, within = UpgradeStep("2.11.2", "3.3.1"), UpgradeStep("3.3.1", "2.11.2"), UpgradeStep("2.10.3", "2.11.2")

    assert (up.changes_major, up.is_downgrade, up.changes_python) == (True, False, False)
    assert (down.changes_major, down.is_downgrade, down.changes_python) == (True, True, False)
    assert (within.changes_major, within.is_downgrade, within.changes_python) == (False, False, True)
