"""DAG files under another version: what is found, and what is left alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mwaa_tf.doctor.reading import Gap, GapKind, Reading
from mwaa_tf.upgrade.preflight import Preflight, preflight
from tests.upgrade.preflight.views import findings, gaps, problems, upgraded, view_of

DAG = 'from airflow import DAG\n\nwith DAG("etl", schedule="@daily", catchup=False):\n    pass\n'


def with_dag(text: str, version: str = "2.11.2", to: str = "3.3.1", **changes: Any) -> Preflight:
    return upgraded(version, to, parts={"dags": {"etl.py": text}}, **changes)


def test_a_dag_that_both_versions_take_is_no_obstacle() -> None:
    result = with_dag(DAG, "2.10.3")

    assert [finding.message for finding in result.findings if finding.result.is_problem] == []


@pytest.mark.parametrize(
    ("text", "check", "message"),
    [
        (
            "from airflow.operators.subdag import SubDagOperator\nSubDagOperator(task_id='a')\n",
            "upgrade.dags-removed",
            "airflow.operators.subdag.SubDagOperator is removed in Airflow 3.0 (AIR301): etl.py, line 2.",
        ),
        (
            "from airflow.hooks.S3_hook import S3Hook\nS3Hook()\n",
            "upgrade.dags-moved",
            "airflow.hooks.S3_hook.S3Hook is moved into amazon provider in Airflow 3.0 (AIR302): etl.py, line 2.",
        ),
        (
            "from airflow.utils.session import create_session\n",
            "upgrade.metadata-database",
            "Workers of Airflow 3 have no metadata database, which create_session opens: etl.py, line 1.",
        ),
        (
            "from airflow import settings\nsettings.Session()\n",
            "upgrade.metadata-database",
            "Workers of Airflow 3 have no metadata database, which settings.Session opens: etl.py, line 2.",
        ),
        (
            "A = 'echo {{ execution_date }} {{ tomorrow_ds_nodash }}'\n",
            "upgrade.templates",
            "Templates of Airflow 3 have no execution_date, tomorrow_ds_nodash: etl.py, line 1.",
        ),
        (
            "URL = f'https://{HOST}/api/v1/dags/a'\n",
            "upgrade.rest-api",
            "Airflow 3.3.1 serves /api/v2, and not /api/v1/dags: etl.py, line 1.",
        ),
        (
            "URL = f'https://{HOST}/aws_mwaa/login'\n",
            "upgrade.web-login",
            "Airflow 3.3.1 has no login at /aws_mwaa/login: etl.py, line 1.",
        ),
        (
            "A = '''set -e\nairflow  db clean'''\n",
            "upgrade.airflow-commands",
            "Workers of Airflow 3 have no metadata database, which the command airflow db asks: etl.py, line 1.",
        ),
        (
            "task(sla=1)\n",
            "upgrade.sla",
            "Airflow 3 watches no SLA, which sla sets: etl.py, line 1.",
        ),
        (
            "DAG('a', schedule='0 3 * * *')\n",
            "upgrade.catchup",
            "Airflow 3 no longer catches up by default: etl.py, line 1.",
        ),
        (
            "@dag(catchup=False)\ndef etl():\n    ...\n",
            "upgrade.schedule",
            "Airflow 3 runs no DAG without a schedule: etl.py, line 1.",
        ),
        (
            "DAG('a', schedule='0 3 * * *', catchup=False)\n\ndef load(data_interval_start): ...\n",
            "upgrade.data-intervals",
            "In Airflow 3 the data interval of a cron schedule has no length: etl.py, line 3.",
        ),
        (
            "# airflow DAG\ndef load(:\n",
            "code.dag-syntax",
            "etl.py, line 2: Expected a parameter or the end of the parameter list.",
        ),
    ],
)
def test_what_3_breaks_is_found(text: str, check: str, message: str) -> None:
    assert problems(check, with_dag(text)) == [message]
    assert message not in problems(check, with_dag(text, "2.10.3", "2.11.2")) or check == "code.dag-syntax"


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ('"""Reads {{ execution_date }} from /api/v1/dags."""\n', "upgrade.templates"),
        ('"""Reads {{ execution_date }} from /api/v1/dags."""\n', "upgrade.rest-api"),
        ("A = '{{ dag_run.conf.x }} {{ params.next_ds }} {{ macros.ds_add(ds, 1) }}'\n", "upgrade.templates"),
        ("A = 'the execution_date of a run'\n", "upgrade.templates"),
        ("A = 'https://erp.example.com/api/v1/orders'\n", "upgrade.rest-api"),
        ("A = '/pluginsv2/aws_mwaa/login'\n", "upgrade.web-login"),
        ("A = 'ls /opt/airflow/dags'\nB = 'the airflow db'\n", "upgrade.airflow-commands"),
        ("from airflow.settings import AIRFLOW_HOME\n", "upgrade.metadata-database"),
        ("from acme.session import create_session\n", "upgrade.metadata-database"),
        ("DAG('a', schedule=None)\nDAG('b', schedule='@once')\nDAG('c', **ARGUMENTS)\n", "upgrade.catchup"),
        ("DAG('a', 'text', '@daily', catchup=False)\nDAG('c', **ARGUMENTS)\n", "upgrade.schedule"),
        ("DAG('a', schedule=None)\n\ndef load(data_interval_start): ...\n", "upgrade.data-intervals"),
    ],
)
def test_what_only_looks_alike_is_left_alone(text: str, check: str) -> None:
    assert problems(check, with_dag(text)) == []


def test_options_keep_the_defaults_of_2() -> None:
    text = "DAG('a', schedule='0 3 * * *')\nA = '{{ data_interval_start }}'\n"
    options = {"scheduler.catchup_by_default": "True", "scheduler.create_cron_data_intervals": "True"}

    assert problems("upgrade.catchup", with_dag(text, options=options)) == []
    assert problems("upgrade.data-intervals", with_dag(text, options=options)) == []


def test_deprecated_operators_are_told_with_replacements_and_are_no_obstacle() -> None:
    result = with_dag("from airflow.operators.bash import BashOperator\nBashOperator(task_id='a', bash_command='ls')\n")
    (finding,) = findings("upgrade.dags-deprecated", result)

    assert (finding.result.value, finding.is_answer) == ("pass", True)
    assert "use BashOperator from airflow.providers.standard.operators.bash instead" in finding.message


def test_a_replacement_is_the_fix() -> None:
    result = with_dag("from airflow.hooks.S3_hook import S3Hook\nS3Hook()\n")
    (finding,) = findings("upgrade.dags-moved", result)

    assert finding.fix.startswith("Install apache-airflow-providers-amazon")
    assert finding.fix.endswith("and use S3Hook from airflow.providers.amazon.aws.hooks.s3 instead")


@pytest.mark.parametrize(
    ("text", "check", "message"),
    [
        (
            "from airflow.sdk import DAG, task\n",
            "upgrade.sdk",
            "Airflow 2.11.2 has no airflow.sdk, of which DAG, task is imported: etl.py, line 1.",
        ),
        (
            "from airflow.providers.standard.operators.bash import BashOperator\n",
            "upgrade.standard-provider",
            "Airflow 2.11.2 comes without apache-airflow-providers-standard, of which operators.bash.BashOperator is "
            "imported: etl.py, line 1.",
        ),
        (
            "A = '/api/v2/dags'\n",
            "upgrade.rest-api",
            "Airflow 2.11.2 serves /api/v1, and not /api/v2/dags: etl.py, line 1.",
        ),
        (
            "A = '/pluginsv2/aws_mwaa/login'\n",
            "upgrade.web-login",
            "Airflow 2.11.2 has no login at /pluginsv2/aws_mwaa/login: etl.py, line 1.",
        ),
    ],
)
def test_what_2_does_not_have_is_found_on_the_way_back(text: str, check: str, message: str) -> None:
    assert problems(check, with_dag(text, "3.3.1", "2.11.2")) == [message]
    assert problems(check, with_dag(text, "3.0.6", "3.3.1")) == []


def test_the_standard_provider_may_be_among_the_requirements() -> None:
    dags = {"etl.py": "from airflow.providers.standard.operators.bash import BashOperator\n"}
    parts = {"dags": dags, "requirements": "apache-airflow-providers-standard==1.0.0\n"}

    assert problems("upgrade.standard-provider", upgraded("3.3.1", "2.11.2", parts=parts)) == []


def test_ignored_files_are_left_alone() -> None:
    dags = {".airflowignore": "old\n", "old/etl.py": "A = '/api/v1/dags'\n"}

    assert problems("upgrade.rest-api", upgraded(parts={"dags": dags})) == []


def test_files_that_were_not_read_are_not_judged() -> None:
    result = upgraded(parts={"dags": {"etl.py": DAG}, "left_out": ("large.py (3.0 MiB)",)})

    for check in ("upgrade.dags-removed", "upgrade.rest-api", "upgrade.templates"):
        assert gaps(check, result) == ["1 DAG file not read: large.py (3.0 MiB)"]


def test_without_the_bucket_nothing_about_code_is_judged_and_the_rest_is() -> None:
    view = view_of(options={"core.task_runner": "x"})
    gap = Gap(GapKind.DENIED, "needs s3:GetObject")
    unread = replace(view.code, dag_sources=Reading.unread(gap), requirements=Reading.unread(gap))
    result = preflight(replace(view, code=unread), "3.3.1")

    assert gaps("upgrade.dags-removed", result) == ["needs s3:GetObject"]
    assert gaps("upgrade.requirements-pins", result) == ["needs s3:GetObject"]
    assert problems("upgrade.options-removed", result) == ["Airflow 3 has no option `core.task_runner`."]
    assert result.requirements == ()


def test_code_is_never_shown() -> None:
    text = "PASSWORD = 'hunter2secret'\nURL = 'https://ops:hunter2secret@airflow.example.com/api/v1/dags'\n"
    result = with_dag(text)

    assert len(problems("upgrade.rest-api", result)) == 1
    assert "hunter2secret" not in repr(result.findings)


NEWER = "type Row = dict[str, str]\nA = 'echo {{ execution_date }}'\n"
"""Python 3.12 has that statement, and 3.11, which may run mwaa_tf, has not."""


@pytest.mark.parametrize("changes", [{"parts": {"dags": {"etl.py": NEWER}}}, {"plugin_files": {"etl.py": NEWER}}])
def test_no_file_is_left_out_for_its_syntax(changes: dict[str, Any]) -> None:
    result = upgraded(**changes)

    told = [*problems("upgrade.templates", result), *gaps("upgrade.templates", result)]
    assert len(told) == 1
    assert "etl.py" in told[0]


def test_wrong_syntax_is_reported_by_its_check_alone() -> None:
    result = with_dag("from airflow import DAG\nimport\n")

    assert [finding.check for finding in result.findings if "etl.py" in finding.message] == ["code.dag-syntax"]
