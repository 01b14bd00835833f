"""DAG files that Airflow cannot import."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.finding import Issue, failure, passed
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa.metrics import IMPORT_ERRORS
from mwaa_tf.text import plural


@check(
    "code.import-errors",
    title="Airflow can import every DAG file",
    fix="Read the error at the top of the Airflow UI, or in the log group that ends with DAGProcessing, and correct "
    "the file or requirements.txt",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/access-metrics-cw.html",
    reads=("metrics",),
)
def import_errors(view: EnvironmentView) -> Iterator[Issue]:
    """The metric `ImportErrors` is 0.

    The DAGs of a file that cannot be imported disappear from the UI, and none of their runs starts.
    """
    series = view.metrics.of(IMPORT_ERRORS)
    if series.latest is None:
        yield passed("no number of import errors has arrived")
    elif series.latest > 0:
        files = plural(round(series.latest), "DAG file")
        yield failure(f"Airflow cannot import {files}.", series=(series,))
