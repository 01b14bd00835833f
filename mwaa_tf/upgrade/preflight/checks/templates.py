"""Templates that name what Airflow 3 does not put into the context."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from mwaa_tf.doctor.finding import Issue, failure
from mwaa_tf.upgrade.preflight.checks._code import AIRFLOW_3, Match, search, texts
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade
from mwaa_tf.upgrade.preflight.registry import upgrade_check

_BLOCK = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)

#: Keys of the context that ruff's AIR301 looks for in code; it does not read templates.
_KEYS = re.compile(
    r"(?<![\w.'\"])(execution_date|next_execution_date|prev_execution_date(?:_success)?"
    r"|(?:next|prev|tomorrow|yesterday)_ds(?:_nodash)?|conf)(?![\w'\"(])"
)


@upgrade_check(
    "upgrade.templates",
    title="Templates name only what Airflow 3 has",
    fix="use `logical_date`, `data_interval_start` and `data_interval_end`, or `macros.ds_add(ds, 1)`",
    source=AIRFLOW_3,
    reads=("code", "plugin_files"),
)
def templates(upgrade: PlannedUpgrade) -> Iterator[Issue]:
    """No text has `{{ execution_date }}`, `{{ next_ds }}` or another key that the context no longer has.

    The task fails when its template is rendered. ruff looks at code only.
    """
    if upgrade.crosses_to_3:
        yield from search(
            upgrade,
            _removed_keys,
            lambda names, places, path: failure(f"Templates of Airflow 3 have no {names}: {places}.", subject=path),
        )


def _removed_keys(tree: ast.Module) -> Iterator[Match]:
    for line, text in texts(tree):
        for block in _BLOCK.findall(text):
            yield from ((line, key) for key in _KEYS.findall(block))
