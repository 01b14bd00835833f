"""Files of the DAG folder that are no DAGs."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.code._ignore import IgnoreRules
from mwaa_tf.doctor.checks.code._shared import IGNORE_FILE, ignore_syntax, some
from mwaa_tf.doctor.finding import Issue, warning
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.text import escape_control_characters as printable

#: Those that AWS's verification script names.
_CLUTTER = frozenset({".git", ".ipynb_checkpoints", "__pycache__"})


@check(
    "code.dag-folder",
    title="Airflow does not search folders that have no DAGs",
    fix=f"Delete them from the bucket, or add them to {IGNORE_FILE}",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/best-practices-tuning.html",
    reads=("code",),
    covers=("verify_env: check_airflowignore",),
)
def dag_folder(view: EnvironmentView) -> Iterator[Issue]:
    """`.git`, `__pycache__` and `.ipynb_checkpoints` are not below the DAG folder, or are ignored.

    Containers copy all files of the DAG folder every 30 seconds; Python files of a checkpoint are DAGs twice.
    """
    folder = view.code.dag_folder.value
    rules = IgnoreRules.of(view.code.dag_sources.value.files, ignore_syntax(view.environment.value))
    clutter = [path for path in folder.paths if _CLUTTER.intersection(path.split("/")) and not rules.ignores(path)]
    if clutter:
        text = f"The DAG folder has files that are no DAGs: {some([printable(path) for path in clutter])}."
        yield warning(text, subject=view.environment.value.dags_path)
