"""The preflight as a whole: what it reads, and what the doctor's formats make of it."""

from __future__ import annotations

import json
import re

import pytest

from mwaa_tf.doctor.formats import format_names, write
from mwaa_tf.doctor.view import section_types
from mwaa_tf.mwaa.upgrade_path import UpgradeStep
from mwaa_tf.upgrade.preflight import preflight, sections_needed
from mwaa_tf.upgrade.preflight.constraints import constrained, essential, is_known, source
from mwaa_tf.upgrade.preflight.registry import UpgradeCheck, upgrade_checks
from tests.upgrade.preflight.views import upgraded, view_of


@pytest.mark.parametrize("check", upgrade_checks(), ids=[check.id for check in upgrade_checks()])
def test_a_check_says_what_it_proves_how_to_fix_it_and_why_that_is_so(check: UpgradeCheck) -> None:
    assert re.fullmatch(r"upgrade\.[a-z0-9-]+", check.id)
    assert not check.title.endswith(".")
    assert check.proves.endswith(".")
    assert check.fix
    assert check.source.startswith("https://")


def test_only_sections_that_exist_are_read() -> None:
    assert sections_needed() <= section_types().keys()
    assert {"code", "plugin_files", "listener_rules", "network"} <= sections_needed()


def test_a_clean_environment_has_no_obstacle_along_the_path() -> None:
    result = upgraded("2.10.3")

    assert [finding for finding in result.findings if finding.result.is_problem] == []
    assert not result.is_blocked


def test_the_version_that_runs_needs_no_step() -> None:
    result = upgraded("3.3.1", "3.3.1", options={"webserver.workers": "1"})

    assert [finding for finding in result.findings if finding.result.is_problem] == []


def test_a_path_can_be_given() -> None:
    result = preflight(view_of("2.10.3"), "3.3.1", [UpgradeStep("2.11.2", "3.3.1")])

    assert [step.requested for step in result.upgrade.path] == ["3.3.1"]


@pytest.mark.parametrize("form", format_names())
def test_every_format_of_the_doctor_shows_it(form: str) -> None:
    result = upgraded("2.10.3", options={"core.task_runner": "x", "core.parallelism": "0"})

    document = write(result.diagnosis, form)

    assert "core.task_runner" in document
    assert "upgrade.options-invalid" in document


def test_the_summary_counts_its_checks_as_a_group() -> None:
    text = write(upgraded("2.10.3").diagnosis, "text")

    # The load balancer was not read.
    assert re.search(r"^  Upgrade +2 not checked, \d+ passed$", text, re.MULTILINE)
    assert "OK Path: Airflow 2.10.3 to 2.11.2 to 3.3.1" in text


def test_json_has_the_findings() -> None:
    result = upgraded(options={"core.parallelism": "0"})
    data = json.loads(write(result.diagnosis, "json"))

    assert "Airflow 3 refuses 0 for the option `core.parallelism`." in json.dumps(data)


def test_the_table_of_packages_is_that_of_awss_images() -> None:
    """As read in images/airflow/3.3.1/etc and images/airflow/2.11.2/etc."""
    assert essential("sqlalchemy", "3.3.1") == "2.0.51"
    assert essential("celery", "3.3.1") == "5.6.3"
    assert constrained("apache-airflow-providers-amazon", "2.11.2") == "9.22.0"
    assert constrained("apache-airflow-providers-standard", "2.11.2") is None
    assert is_known("2.9.2")
    assert not is_known("2.8.1")
    assert "/aws/amazon-mwaa-docker-images/tree/" in source()
