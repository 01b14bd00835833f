"""Ids of DAGs."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.code._shared import is_dag_file, not_parsed, not_read, python_files, syntax_tree
from mwaa_tf.doctor.finding import Issue, failure
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.doctor.view.code import StoredText
from mwaa_tf.text import escape_control_characters as printable
from mwaa_tf.text import join_words


@check(
    "code.dag-ids",
    title="Each DAG has an id of its own",
    fix="Give one of the DAGs another id, or remove the copy",
    source="https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/dags.html",
    reads=("code",),
)
def dag_ids(view: EnvironmentView) -> Iterator[Issue]:
    """No two files have a DAG of the same id, as far as ids are written out: `DAG("etl")`, `DAG(dag_id="etl")`.

    Airflow shows one of both, now this, now that.
    """
    files: dict[str, list[str]] = defaultdict(list)
    for file in python_files(view):
        if is_dag_file(file):
            for dag_id in sorted(set(_ids(file))):
                files[dag_id].append(printable(file.path))
    for dag_id, paths in files.items():
        if len(paths) > 1:
            yield failure(f"The DAG {printable(dag_id)} is in {join_words(paths)}.", subject=dag_id)
    yield from not_read(view.code.dag_sources.value)
    yield from not_parsed(filter(is_dag_file, python_files(view)), view.code.lint)


def _ids(file: StoredText) -> Iterator[str]:
    tree = syntax_tree(file)
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.Call) and _is_dag(node.func):
            arguments = [*node.args[:1], *(keyword.value for keyword in node.keywords if keyword.arg == "dag_id")]
            for argument in arguments:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value


def _is_dag(function: ast.expr) -> bool:
    """Whether it is the class ``DAG``, also of a module; the decorator ``dag`` names ids rarely, and is left out."""
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name == "DAG"
