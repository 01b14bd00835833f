"""Modules of plugins that the version's Python cannot parse."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks.code._shared import not_read
from mwaa_tf.doctor.finding import Issue, failure
from mwaa_tf.doctor.view.code import SYNTAX
from mwaa_tf.text import escape_control_characters as printable
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade
from mwaa_tf.upgrade.preflight.registry import upgrade_check


@upgrade_check(
    "upgrade.plugins-syntax",
    title="The version's Python can parse every module of plugins.zip",
    fix="correct the line, upload the archive, and name its new version together with the upgrade",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/airflow-versions.html",
    reads=("plugin_files",),
)
def plugins_syntax(upgrade: PlannedUpgrade) -> Iterator[Issue]:
    """ruff parses every module of plugins.zip by the grammar of the Python that the last step brings."""
    if not upgrade.path:
        return
    for message in upgrade.plugin_lint.value:
        if message.rule == SYNTAX:
            text = message.message.rstrip(".")
            yield failure(f"plugins.zip/{printable(message.path)}, line {message.line}: {text}.", subject=message.path)
    yield from not_read(upgrade.last_view.plugin_files.sources.value)
