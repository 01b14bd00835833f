"""Airflow configuration options under another version."""

from __future__ import annotations

import pytest

from tests.upgrade.preflight.views import findings, problems, upgraded


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("webserver.workers", "api.workers"),
        ("webserver.navbar_color", "fab.navbar_color"),
        ("scheduler.dag_dir_list_interval", "dag_processor.refresh_interval"),
        ("core.sql_alchemy_pool_size", "database.sql_alchemy_pool_size"),
    ],
)
def test_an_option_with_another_name_in_3_is_named_with_it(old: str, new: str) -> None:
    result = upgraded(options={old: "1"})

    assert problems("upgrade.options-renamed", result) == [f"The option `{old}` is called `{new}` in Airflow 3."]
    (finding,) = findings("upgrade.options-renamed", result)
    assert finding.fix == f"Rename it to `{new}` together with the upgrade"


def test_an_option_with_another_unit_says_so() -> None:
    result = upgraded(options={"webserver.session_lifetime_days": "1"})

    assert problems("upgrade.options-renamed", result) == [
        "The option `webserver.session_lifetime_days` is called `fab.session_lifetime_minutes` in Airflow 3, with "
        "another unit."
    ]


def test_options_of_3_are_named_on_the_way_back() -> None:
    result = upgraded(
        "3.3.1", "2.11.2", options={"api.base_url": "x.example.com", "dag_processor.refresh_interval": "9"}
    )

    assert problems("upgrade.options-renamed", result) == [
        "Airflow 2.11.2 does not read the option `api.base_url`: it is `webserver.base_url` there.",
        "Airflow 2.11.2 does not read the option `dag_processor.refresh_interval`: it is "
        "`scheduler.dag_dir_list_interval` there.",
    ]


@pytest.mark.parametrize("name", ["webserver.x_frame_enabled", "core.enable_xcom_pickling", "smtp.smtp_user"])
def test_an_option_that_3_no_longer_has_is_named(name: str) -> None:
    assert problems("upgrade.options-removed", upgraded(options={name: "1"})) == [f"Airflow 3 has no option `{name}`."]


def test_values_are_never_shown() -> None:
    result = upgraded(options={"smtp.smtp_password": "hunter2secret", "webserver.secret_key": "hunter2secret"})

    assert len(problems("upgrade.options-removed", result) + problems("upgrade.options-renamed", result)) == 2
    assert "hunter2secret" not in repr([finding.message + finding.fix for finding in result.findings])


def test_no_limit_of_tasks_is_refused_by_3() -> None:
    assert problems("upgrade.options-invalid", upgraded(options={"core.parallelism": "0"})) == [
        "Airflow 3 refuses 0 for the option `core.parallelism`."
    ]
    assert problems("upgrade.options-invalid", upgraded(options={"core.parallelism": "32"})) == []


def test_options_do_not_matter_within_a_major_version() -> None:
    options = {"webserver.workers": "1", "core.task_runner": "x", "core.parallelism": "0"}
    result = upgraded("2.10.3", "2.11.2", options=options)

    for check in ("upgrade.options-renamed", "upgrade.options-removed", "upgrade.options-invalid"):
        assert problems(check, result) == []


@pytest.mark.parametrize(
    ("current", "requested", "said"),
    [
        ("2.11.2", "3.0.6", []),
        ("2.11.2", "3.3.1", ["The option `webserver.instance_name` is called `api.instance_name` in Airflow 3.1."]),
        ("3.0.6", "3.3.1", ["The option `webserver.instance_name` is called `api.instance_name` in Airflow 3.1."]),
        ("3.2.1", "3.3.1", []),
    ],
)
def test_an_option_that_a_later_3_renames_is_named_where_the_upgrade_passes_it(
    current: str, requested: str, said: list[str]
) -> None:
    options = {"webserver.instance_name": "ours"}

    assert problems("upgrade.options-renamed", upgraded(current, requested, options=options)) == said


def test_an_option_that_was_renamed_twice_gets_its_last_name() -> None:
    result = upgraded("2.11.2", "3.3.1", options={"webserver.page_size": "50"})

    assert problems("upgrade.options-renamed", result) == [
        "The option `webserver.page_size` is called `api.fallback_page_limit` in Airflow 3.2."
    ]
    assert problems("upgrade.options-renamed", upgraded("2.11.2", options={"api.fallback_page_limit": "50"})) == []


def test_an_option_that_3_1_no_longer_has_is_named_for_later_ones_only() -> None:
    options = {"webserver.warn_deployment_exposure": "False"}

    assert problems("upgrade.options-removed", upgraded("2.11.2", "3.0.6", options=options)) == []
    assert problems("upgrade.options-removed", upgraded("3.0.6", "3.2.1", options=options)) == [
        "Airflow 3.1 has no option `webserver.warn_deployment_exposure`."
    ]


def test_back_to_an_earlier_3_a_name_of_the_later_one_means_nothing() -> None:
    result = upgraded("3.3.1", "3.0.6", options={"api.instance_name": "ours", "api.base_url": "x.example.com"})

    assert problems("upgrade.options-renamed", result) == [
        "Airflow 3.0.6 does not read the option `api.instance_name`: it is `webserver.instance_name` there."
    ]
