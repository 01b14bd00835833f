"""requirements.txt against the version, and the file that is proposed."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest

from mwaa_tf.doctor import targets_of
from mwaa_tf.mwaa.code import constraints_address
from mwaa_tf.upgrade.preflight import Preflight, preflight
from tests.support import DATA, deployment
from tests.upgrade.preflight.views import findings, gaps, problems, upgraded, view_of

OLD = f"--constraint {constraints_address('2.10.3', '3.11')}\n"
SET_VERSION = "upload it before the step, and set `object_version` of `requirements` to its version"
NEW = f"--constraint {constraints_address('3.3.1', '3.12')}\n"


def with_requirements(text: str | bytes, version: str = "2.11.2", to: str = "3.3.1") -> Preflight:
    return upgraded(version, to, parts={"requirements": text})


def test_each_step_needs_its_own_constraints() -> None:
    result = with_requirements(f"{OLD}pandas\n", "2.10.3")

    assert problems("upgrade.requirements-constraint", result) == [
        "Line 1 of requirements.txt has constraints of Airflow 2.10.3 and Python 3.11, not of Airflow 2.11.2.",
        "Line 1 of requirements.txt has constraints of Airflow 2.10.3 and Python 3.11, not of Airflow 3.3.1.",
    ]
    assert [file.airflow for file in result.requirements] == ["2.11.2", "3.3.1"]
    assert result.requirements[0].after == f"--constraint {constraints_address('2.11.2', '3.12')}\npandas\n"
    assert result.requirements[1].after == f"{NEW}pandas\n"


def test_a_file_without_constraints_gets_those_of_the_version() -> None:
    result = with_requirements("pandas\n")

    assert problems("upgrade.requirements-constraint", result) == [
        "requirements.txt has no constraints, and should have those of Airflow 3.3.1."
    ]
    assert result.requirements[0].after == f"{NEW}pandas\n"


def test_constraints_that_a_comment_turns_off_are_left_alone() -> None:
    result = with_requirements("# --constraint none\npandas==1.0\n")

    assert result.requirements == ()
    assert problems("upgrade.requirements-constraint", result) == []
    assert problems("upgrade.requirements-pins", result) == []


def test_a_line_keeps_extras_markers_comments_and_line_ends() -> None:
    before = f"{NEW}sqlalchemy[asyncio]==1.4.54 ; python_version >= '3.8'  # ours\r\n\r\nboto3\n"
    (file,) = with_requirements(before).requirements

    assert file.after == before.replace("==1.4.54", "==2.0.51")


def test_a_line_over_several_lines_is_left_as_it_is_and_still_reported() -> None:
    text = f"{NEW}celery==5.4.0 \\\n    --hash=sha256:{'0' * 64}\n"
    result = with_requirements(text)

    assert result.requirements == ()
    assert problems("upgrade.requirements-essential", result) == [
        "Line 2 of requirements.txt asks for celery==5.4.0; with Airflow 3.3.1 MWAA fixes 5.6.3."
    ]


@pytest.mark.parametrize(
    ("line", "check", "message", "replacement"),
    [
        (
            "apache-airflow[celery]==2.11.2",
            "upgrade.requirements-airflow",
            "requires apache-airflow==2.11.2, and the upgrade installs 3.3.1.",
            "# apache-airflow is left to MWAA, which installs 3.3.1",
        ),
        (
            "Flask<3",
            "upgrade.requirements-essential",
            "asks for flask<3; with Airflow 3.3.1 MWAA fixes 3.1.3.",
            "Flask==3.1.3",
        ),
        (
            "apache-airflow-providers-amazon==9.0.0",
            "upgrade.requirements-pins",
            "asks for apache-airflow-providers-amazon==9.0.0; the constraints of Airflow 3.3.1 have 9.34.0.",
            "apache-airflow-providers-amazon==9.34.0",
        ),
        (
            "apache-airflow-providers-tabular==1.6.1",
            "upgrade.requirements-providers",
            "asks for apache-airflow-providers-tabular, which is not among the providers of Airflow 3.3.1.",
            "# apache-airflow-providers-tabular is not among the providers of Airflow 3.3.1",
        ),
    ],
)
def test_a_wrong_line_is_found_and_replaced(line: str, check: str, message: str, replacement: str) -> None:
    result = with_requirements(f"{NEW}{line}\n")

    assert problems(check, result) == [f"Line 2 of requirements.txt {message}"]
    assert result.requirements[0].after == f"{NEW}{replacement}\n"


def test_what_fits_already_is_not_changed() -> None:
    result = with_requirements(f"{NEW}apache-airflow-providers-amazon>=9\npandas\nFlask\n")

    assert result.requirements == ()
    checks = {finding.check for finding in result.findings if finding.check.startswith("upgrade.requirements")}
    assert [problem for check in sorted(checks) for problem in problems(check, result)] == []


def test_a_pin_is_told_for_each_step_that_it_does_not_fit() -> None:
    result = with_requirements(f"{OLD}apache-airflow-providers-snowflake==5.8.0\ncelery==5.3.0\n", "2.10.3")

    assert problems("upgrade.requirements-pins", result) == [
        f"Line 2 of requirements.txt asks for apache-airflow-providers-snowflake==5.8.0; the constraints of "
        f"Airflow {has}."
        for has in ("2.11.2 have 6.10.0", "3.3.1 have 6.16.0")
    ]
    # Every step that a file is proposed for has a problem with the one before.
    told = problems("upgrade.requirements-essential", result)
    assert ["2.11.2" in told[0], "3.3.1" in told[1], len(told)] == [True, True, 2]
    assert [file.airflow for file in result.requirements] == ["2.11.2", "3.3.1"]


@pytest.mark.parametrize(
    ("requirements", "way"),
    [
        (
            {"source": "code/requirements.txt"},
            "write it to `code/requirements.txt`, and `upgrade` uploads it with the step",
        ),
        ({"object_version": "latest"}, "upload it before the step, which takes the newest version along"),
        ({"object_version": "3sL4kqtJlcpXroDTDmJ"}, SET_VERSION),
        ({}, SET_VERSION),
    ],
)
def test_a_fix_says_how_the_proposed_file_gets_there(requirements: dict[str, str], way: str) -> None:
    view = view_of("2.10.3", parts={"requirements": f"{OLD}apache-airflow-providers-snowflake==5.8.0\n"})
    stored = {"path": "requirements.txt", **requirements}
    bucket = {} if "source" in stored else {"source_bucket": {"arn": "arn:aws:s3:::airflow"}}
    environment: dict[str, Any] = {"name": "etl", "requirements": stored, **bucket}
    participant = {"name": "data", "account_id": DATA, "environments": [environment]}
    (target,) = targets_of(deployment(participants=[participant]))
    result = preflight(replace(view, target=target), "3.3.1")

    use = "Use the file that is proposed for Airflow {}, once an image of aws-mwaa-docker-images installs it: {}"
    assert [finding.fix for finding in findings("upgrade.requirements-pins", result)] == [
        use.format("2.11.2", f"{way}; go to 2.11.2 first, only the last step takes files along"),
        use.format("3.3.1", way),
    ]


def test_packages_that_the_constraints_leave_open_are_not_judged() -> None:
    result = with_requirements(f"{NEW}acme-connector==1.0\n")

    assert gaps("upgrade.requirements-pins", result) == [
        "only pip knows which releases of these fit Airflow 3.3.1: acme-connector"
    ]


def test_a_version_whose_packages_are_not_known_is_not_judged() -> None:
    result = with_requirements("# --constraint none\npandas==1.0\n", "2.7.2", "2.8.1")

    reason = "which packages MWAA installs with Airflow 2.8.1 is not in the table of this version"
    assert gaps("upgrade.requirements-essential", result) == [reason]


def test_a_diff_shows_no_password() -> None:
    text = f"{OLD}--extra-index-url https://ops:hunter2secret@pypi.example.com/simple\npandas\n"
    (file,) = with_requirements(text).requirements

    assert "hunter2secret" not in file.diff
    assert "hunter2secret" in file.after
    assert f"+{NEW}" in file.diff
    assert "requirements.txt for Airflow 3.3.1" in file.diff


def test_back_to_2_needs_the_constraints_of_2() -> None:
    result = with_requirements(f"{NEW}apache-airflow-providers-standard==1.17.0\n", "3.3.1", "2.11.2")

    assert result.requirements[0].after.splitlines()[0].endswith("constraints-2.11.2/constraints-3.12.txt")
    assert len(problems("upgrade.requirements-providers", result)) == 1


def test_without_a_file_there_is_nothing_to_propose() -> None:
    result = upgraded()

    assert result.requirements == ()
    assert [finding.result.value for finding in findings("upgrade.requirements-pins", result)] == ["pass"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f"pandas; {'(' * 20_000}os_name == 'posix'{')' * 20_000}", "its marker is nested too deeply"),
        ("pandas; 'x' ~= 'y'", "its marker has no variable 'y'"),
        (f"pandas=={'9' * 10_000}", "Exceeds the limit"),
    ],
)
def test_a_line_that_packaging_cannot_compare_is_reported_as_one_that_pip_refuses(text: str, reason: str) -> None:
    result = with_requirements(f"{NEW}{text}\n")

    (problem,) = problems("code.requirements-syntax", result)
    assert reason in problem
    assert gaps("upgrade.requirements-pins", result) == []
    assert result.requirements == ()


@pytest.mark.parametrize(
    "text",
    [
        f"{' ' * 100_000}pandas==1.0",
        f"pandas{' ' * 100_000}==1.0",
        f"pandas==1.0{' ' * 100_000}x",
        f"pandas==1.0{' ' * 100_000}",
        "\\\n" * 100_000,
    ],
    ids=["before", "within", "before what is refused", "after", "continued"],
)
def test_a_long_run_of_blanks_takes_no_longer_than_other_text(text: str) -> None:
    started = time.process_time()
    assert with_requirements(f"{NEW}{text}\n").findings
    assert time.process_time() - started < 10  # seconds; a pattern that begins at every blank takes minutes


def test_blanks_before_a_marker_stay_where_they_are() -> None:
    (file,) = with_requirements(f"{NEW}pandas == 1.0   ; python_version >= '3'\n").requirements

    assert file.after == f"{NEW}pandas ==3.0.5   ; python_version >= '3'\n"
