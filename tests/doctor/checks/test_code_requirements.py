"""Checks of requirements.txt, on files made by hand."""

from __future__ import annotations

import codecs
from dataclasses import replace

import pytest

from mwaa_tf.doctor.checks import checks
from mwaa_tf.doctor.checks.code._requirements import _OPTIONS, parse_requirements
from mwaa_tf.doctor.checks.code._satisfiable import is_satisfiable
from mwaa_tf.mwaa.airflow_versions import OFFERED, RELEASES, python_of
from mwaa_tf.mwaa.code import constraints_address, constraints_versions
from tests.doctor.code_views import archive, coded
from tests.doctor.views import findings, gaps, private_network, problems

IDS = [check.id for check in checks() if check.id.startswith(("code.requirements-", "code.wheels"))]

CONSTRAINT = f'--constraint "{constraints_address("2.10.3", "3.11")}"\n'


@pytest.mark.parametrize("id", IDS)
@pytest.mark.parametrize(
    "requirements",
    [
        pytest.param(None, id="none"),
        pytest.param("", id="empty"),
        pytest.param("# nothing yet\n" + CONSTRAINT, id="comments"),
        pytest.param(
            CONSTRAINT + "apache-airflow-providers-snowflake\npandas>=2,<3  # of the lake\nboto3[crt]==1.34.0",
            id="constraints",
        ),
        pytest.param(
            CONSTRAINT
            + "pandas==2.1.0 \\\n  --hash=sha256:0f3a \\\n  --hash=sha256:9c1b\nacme @ https://acme.example/a.whl",
            id="hashes and addresses",
        ),
        pytest.param(
            CONSTRAINT + "tomli==2.0.1; python_version < '3.11'\ntomli==2.2.1; python_version >= '3.11'", id="markers"
        ),
        pytest.param(codecs.BOM_UTF8 + CONSTRAINT.encode() + b"boto3\r\n", id="of Windows, with a byte order mark"),
        pytest.param(CONSTRAINT + "apache-airflow==2.10.3\n", id="Airflow in its version"),
    ],
)
def test_good_requirements_have_no_problem(id: str, requirements: str | bytes | None) -> None:
    view = coded(requirements=requirements)

    assert problems(id, view) == []
    assert gaps(id, view) == []


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("boto3=>1.34", "Expected semicolon (after name with no version specifier) or end"),
        ("--user", "pip knows no option --user"),
        ("--secret-token=hunter2", "pip knows no option --secret-token"),
        ("pandas 2.1", "Expected semicolon (after name with no version specifier) or end"),
        ("==1.0", "Expected package name at the start of dependency specifier"),
    ],
)
def test_a_line_that_pip_refuses_is_named_with_the_reason(line: str, reason: str) -> None:
    (message,) = problems("code.requirements-syntax", coded(requirements=f"{CONSTRAINT}\n{line}\n"))

    assert message == f"pip cannot read line 3 of requirements.txt: {reason}"


def test_a_file_that_is_not_utf8_is_one_finding() -> None:
    view = coded(requirements=b"# caf\xe9\nboto3\n")

    assert [id for id in IDS if problems(id, view)] == ["code.requirements-syntax"]


@pytest.mark.parametrize(
    ("requirements", "problem"),
    [
        ("boto3\n", "requirements.txt has no constraints: MWAA applies its own."),
        ("# --constraint is turned off\nboto3\n", None),
        (
            f"-c {constraints_address('2.9.2', '3.11')}\n",
            "Line 1 of requirements.txt has constraints of Airflow 2.9.2 and Python 3.11, but the environment runs "
            "Airflow 2.10.3 on Python 3.11.",
        ),
        (
            f"--constraint={constraints_address('2.10.3', '3.12')}\n",
            "Line 1 of requirements.txt has constraints of Airflow 2.10.3 and Python 3.12, but the environment runs "
            "Airflow 2.10.3 on Python 3.11.",
        ),
        ("-c https://acme.example/ours.txt\n", None),
        ("-c /usr/local/airflow/dags/ours.txt\n", None),
        (
            "-c /usr/local/airflow/dags/theirs.txt\n",
            "Line 1 of requirements.txt has constraints of the DAG folder, which has no file theirs.txt.",
        ),
    ],
)
def test_constraints_are_those_of_the_environment(requirements: str, problem: str | None) -> None:
    view = coded(requirements=requirements, others=("ours.txt",))

    assert problems("code.requirements-constraint", view) == ([problem] if problem else [])


def test_the_fix_has_the_address_to_copy() -> None:
    (finding,) = findings("code.requirements-constraint", coded(requirements="boto3\n"))

    assert constraints_address("2.10.3", "3.11") in finding.fix


def test_before_mwaa_applied_its_own_constraints_pip_may_replace_packages() -> None:
    view = coded({"airflow_version": "2.6.3"}, requirements="boto3\n")

    (message,) = problems("code.requirements-constraint", view)

    assert message == "requirements.txt has no constraints: pip may replace what Airflow needs."


def test_constraints_of_a_version_that_is_not_known_are_not_checkable() -> None:
    view = coded({"airflow_version": "4.0.0"}, requirements=CONSTRAINT)

    assert problems("code.requirements-constraint", view) == []
    assert gaps("code.requirements-constraint", view) == ["this version does not know which Python runs Airflow 4.0.0"]


@pytest.mark.parametrize(
    ("specifiers", "expected"),
    [
        (["==1.0", "==2.0"], False),
        ([">=2", "<2"], False),
        ([">=2,<1"], False),
        ([">1.0", "<=1.0"], False),
        (["~=1.4", ">=2"], False),
        (["==1.4.*", "<1.4"], False),
        (["==1.0", "!=1.0"], False),
        (["==1.0", ">=1.0"], True),
        (["~=1.4", ">=1.9"], True),
        (["==1.4.*", "!=1.4.0"], True),
        ([">1.0", "<1.0.1"], True),
        (["<1"], True),
        (["!=1,!=2"], True),
        (["===wild", "==1"], True),
        ([""], True),
    ],
)
def test_versions_that_meet_all_lines_are_found(specifiers: list[str], expected: bool) -> None:
    from packaging.specifiers import SpecifierSet

    assert is_satisfiable(map(SpecifierSet, specifiers)) is expected


def test_names_are_compared_as_pip_does() -> None:
    view = coded(requirements=CONSTRAINT + "Acme_Tools==1.0\nacme.tools==2.0\n")

    assert problems("code.requirements-conflicts", view) == [
        "No version of acme-tools meets requirements.txt: acme-tools==1.0 (line 2) and acme-tools==2.0 (line 3)."
    ]
    assert problems("code.requirements-duplicates", view) == []


def test_a_package_in_two_lines_that_agree_is_a_warning() -> None:
    view = coded(requirements=CONSTRAINT + "pandas>=2\npandas<3\n")

    assert problems("code.requirements-duplicates", view) == ["requirements.txt requires pandas in lines 2 and 3."]
    assert problems("code.requirements-conflicts", view) == []


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (
            "apache-airflow==2.9.2",
            "Line 2 of requirements.txt requires apache-airflow==2.9.2, but the environment runs Airflow 2.10.3.",
        ),
        (
            "apache_airflow[celery]>=2.9",
            "Line 2 of requirements.txt requires apache-airflow, which MWAA installs itself.",
        ),
        ("watchtower==3.0.0", "Line 2 of requirements.txt requires watchtower, which MWAA installs itself."),
        ("apache-airflow==2.10.3", None),
        ("apache-airflow-providers-amazon==9.0.0", None),
    ],
)
def test_airflow_itself_is_left_to_mwaa(line: str, problem: str | None) -> None:
    assert problems("code.requirements-airflow", coded(requirements=f"{CONSTRAINT}{line}\n")) == (
        [problem] if problem else []
    )


@pytest.mark.parametrize(
    ("requirements", "is_loose"),
    [
        ("# -c none\napache-airflow-providers-http\n", True),
        ("# -c none\napache-airflow-providers-http>=4\n", True),
        ("# -c none\napache-airflow-providers-http==4.*\n", True),
        ("# -c none\napache-airflow-providers-http==4.1\n", False),
        (f"{CONSTRAINT}apache-airflow-providers-http\n", False),
        ("# -c none\npandas\n", False),
    ],
)
def test_a_provider_is_fixed_by_its_line_or_by_constraints(requirements: str, is_loose: bool) -> None:
    assert bool(problems("code.requirements-providers", coded(requirements=requirements))) is is_loose


@pytest.mark.parametrize(
    ("requirements", "needs"),
    [
        ("boto3\n", "the Python Package Index"),
        (f"--no-index\n{CONSTRAINT}boto3\n", "a constraints file of the internet"),
        ("--no-index\ngit+https://token@git.example/acme.git\n", "a file of the internet"),
        ("--no-index\n--find-links /usr/local/airflow/plugins\nboto3\n", None),
        ("/usr/local/airflow/plugins/acme-1.0-py3-none-any.whl\n", None),
        ("--index-url https://user:password@pypi.acme.example/simple\nboto3\n", None),
    ],
)
def test_without_a_route_to_the_internet_nothing_may_come_from_there(requirements: str, needs: str | None) -> None:
    view = coded(requirements=requirements)

    assert problems("code.requirements-index", view) == []
    without = replace(view, network=private_network())
    expected = [f"subnet-a has no route to the internet, but requirements.txt needs {needs}."] if needs else []
    assert problems("code.requirements-index", without) == expected


@pytest.mark.parametrize(
    ("wheel", "problem"),
    [
        ("acme-1.0-py3-none-any.whl", None),
        ("acme-1.0-py2.py3-none-any.whl", None),
        ("acme-1.0-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl", None),
        ("acme-1.0-cp38-abi3-manylinux2014_x86_64.whl", None),
        ("acme-1.0-py311-none-any.whl", None),
        ("wheels/acme-1.0-cp311-cp311-linux_x86_64.whl", None),
        ("acme-1.0-cp310-cp310-manylinux2014_x86_64.whl", "is not for Python 3.11"),
        ("acme-1.0-cp312-abi3-manylinux2014_x86_64.whl", "is not for Python 3.11"),
        ("acme-1.0-py2-none-any.whl", "is not for Python 3.11"),
        ("acme-1.0-cp311-cp311-macosx_11_0_arm64.whl", "is not for Linux"),
        ("acme-1.0-cp311-cp311-win_amd64.whl", "is not for Linux"),
        ("acme.whl", "has no name of a wheel"),
    ],
)
def test_a_wheel_fits_python_and_system(wheel: str, problem: str | None) -> None:
    assert problems("code.wheels", coded(plugins=archive(wheel))) == (
        [f"{wheel} in plugins.zip {problem}."] if problem else []
    )


def test_a_wheel_that_requirements_name_is_in_plugins() -> None:
    requirements = (
        "/usr/local/airflow/plugins/acme-1.0-py3-none-any.whl\n/usr/local/airflow/plugins/beta-1.0-py3-none-any.whl\n"
    )

    assert problems("code.wheels", coded(requirements=requirements, plugins=archive("acme-1.0-py3-none-any.whl"))) == [
        "Line 2 of requirements.txt installs beta-1.0-py3-none-any.whl, which is not in plugins.zip."
    ]


@pytest.mark.parametrize("version", RELEASES)
def test_the_python_of_every_version_of_airflow_is_known(version: str) -> None:
    python = python_of(version)

    assert python is not None
    assert constraints_versions(constraints_address(version, python)) == (version, python)


def test_the_versions_that_are_offered_run_on_two_pythons() -> None:
    assert {python_of(version) for version in OFFERED} == {"3.11", "3.12"}


def test_every_option_of_pip_is_known() -> None:
    req_file = pytest.importorskip("pip._internal.req.req_file")
    known = [factory() for factory in req_file.SUPPORTED_OPTIONS]
    options = {name for option in known for name in (*option._short_opts, *option._long_opts)}

    # `--hash` and the like follow a requirement on its line; the rest are spellings that pip hides.
    assert sorted(options - _OPTIONS.keys()) == []


def test_options_keep_their_values_for_those_who_need_them() -> None:
    contents = parse_requirements(
        b"-r more.txt\n--find-links='/usr/local/airflow/plugins'\n-ihttps://pypi.example/simple\n"
    )

    assert [(line.name, line.value) for line in contents.options] == [
        ("--requirement", "more.txt"),
        ("--find-links", "/usr/local/airflow/plugins"),
        ("--index-url", "https://pypi.example/simple"),
    ]
    assert contents.problems == ()


def test_another_file_of_requirements_is_not_read_and_that_is_said() -> None:
    view = coded(requirements=CONSTRAINT + "-r https://user:password@acme.example/more.txt\n")

    assert gaps("code.requirements-syntax", view) == [
        "line 2 of requirements.txt names another file of requirements, which is not read"
    ]
