"""Which files are DAG files, and what they import; nothing of them is run."""

from __future__ import annotations

import pytest

from mwaa_tf.access.bisect.dag_files import imports_among, looks_like_dag, may_be_dag_file


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"from airflow import DAG", True),
        (b"from AIRFLOW.sdk import asset", True),
        (b"from airflow.models import Variable", False),
        (b"dag = 1", False),
        (b"\xff\xfe airflow dag \0", True),
        (b"", False),
    ],
)
def test_a_file_is_a_dag_file_by_the_words_that_airflow_looks_for(content: bytes, expected: bool) -> None:
    assert looks_like_dag(content) is expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("etl.py", True),
        ("team/etl.py", True),
        ("packed.zip", True),
        ("team/__init__.py", False),
        (".airflowignore", False),
        ("query.sql", False),
        ("notes.py.txt", False),
    ],
)
def test_packages_and_data_are_no_dag_files(path: str, expected: bool) -> None:
    assert may_be_dag_file(path) is expected


@pytest.mark.parametrize(
    ("statement", "imported"),
    [
        ("import common", {"common.py"}),
        ("import common as c, other", {"common.py", "other.py"}),
        ("from common import x", {"common.py"}),
        ("import team.lib.sql", {"team/__init__.py", "team/lib/__init__.py", "team/lib/sql.py"}),
        ("from team.lib import sql", {"team/__init__.py", "team/lib/__init__.py", "team/lib/sql.py"}),
        ("from team import lib", {"team/__init__.py", "team/lib/__init__.py"}),
        ("def f():\n    import common", {"common.py"}),
        ("try:\n    import common\nexcept ImportError:\n    pass", {"common.py"}),
        ("import airflow, json", set()),
        ("import sql", set()),
        ("'import common'", set()),
        ("import common as", set()),
        ("\0", set()),
        ("x = '\\d'", set()),
    ],
)
def test_the_files_of_an_import_are_those_of_the_dag_folder(statement: str, imported: set[str]) -> None:
    known = {
        **dict.fromkeys(["common.py", "other.py", "team/__init__.py", "team/lib/__init__.py", "team/lib/sql.py"], b""),
        "dag.py": statement.encode(),
    }

    assert imports_among(known)["dag.py"] == imported


@pytest.mark.parametrize(
    ("statement", "imported"),
    [
        ("from . import sql", {"team/lib/__init__.py", "team/lib/sql.py"}),
        ("from .sql import x", {"team/lib/sql.py"}),
        ("from .. import other", {"team/other.py"}),
        ("from ..other import x", {"team/other.py"}),
        ("from ... import common", {"common.py"}),
        ("from .... import common", set()),
        ("import sql", set()),
    ],
)
def test_relative_imports_start_at_the_package_of_the_file(statement: str, imported: set[str]) -> None:
    known = {
        **dict.fromkeys(["common.py", "team/lib/__init__.py", "team/lib/sql.py", "team/other.py"], b""),
        "team/lib/dag.py": statement.encode(),
    }

    assert imports_among(known)["team/lib/dag.py"] - {"team/__init__.py"} >= imported
    assert imports_among(known)["team/lib/dag.py"] - {"team/lib/__init__.py"} == imported - {"team/lib/__init__.py"}


def test_a_file_that_would_do_harm_is_not_run() -> None:
    content = b"import common\nraise SystemExit(1)"

    assert imports_among({"dag.py": content, "common.py": b""})["dag.py"] == {"common.py"}
