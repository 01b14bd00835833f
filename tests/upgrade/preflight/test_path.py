"""Where AWS goes in place, and whether there is a way back."""

from __future__ import annotations

from tests.upgrade.preflight.views import findings, gaps, problems, upgraded


def test_the_path_is_told() -> None:
    (finding,) = findings("upgrade.path", upgraded("2.10.3"))

    assert (finding.result.value, finding.is_answer) == ("pass", True)
    assert finding.message == "Path: Airflow 2.10.3 to 2.11.2 to 3.3.1"


def test_a_version_that_is_not_offered_is_refused() -> None:
    assert problems("upgrade.path", upgraded(to="3.3.0")) == [
        "By the list of September 2026, MWAA does not offer Airflow 3.3.0, did you mean 3.3.1?"
    ]


def test_there_is_no_way_from_1_to_3() -> None:
    assert problems("upgrade.path", upgraded("1.10.12")) == [
        "AWS brings no environment from Airflow 1.10.12 to 3.3.1 in place."
    ]


def test_a_version_after_its_end_of_support_is_no_way_back() -> None:
    assert problems("upgrade.support", upgraded("2.6.3")) == [
        "Airflow 2.6.3 is without support since 2025-12-30: there is no way back to it."
    ]


def test_a_version_that_is_not_known_is_not_judged() -> None:
    assert gaps("upgrade.support", upgraded("2.99.0")) == [
        "Airflow 2.99.0 is not in the list of versions of September 2026"
    ]
