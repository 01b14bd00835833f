"""What Airflow 3 no longer has, in plugins."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks.code._shared import not_read
from mwaa_tf.doctor.finding import Issue, failure
from mwaa_tf.upgrade.preflight.checks._lint import FIX, RUFF, lint_issues
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade
from mwaa_tf.upgrade.preflight.registry import upgrade_check

_RULES = ("AIR301", "AIR302", "AIR303")


@upgrade_check(
    "upgrade.plugins-removed",
    title="Plugins use nothing that Airflow 3 no longer has",
    fix=FIX,
    source=RUFF,
    reads=("plugin_files",),
)
def plugins_removed(upgrade: PlannedUpgrade) -> Iterator[Issue]:
    """ruff's rules AIR301, AIR302 and AIR303 find nothing in the modules of plugins.zip.

    Hooks of a plugin are among them: `operators`, `sensors`, `hooks` and `executors` are imported as modules since
    Airflow 2, and Airflow 3 no longer takes them from the plugin.
    """
    if upgrade.crosses_to_3:
        found = [message for message in upgrade.plugin_lint.value if message.rule in _RULES]
        yield from lint_issues(found, "plugins.zip/", failure)
        yield from not_read(upgrade.major_view.plugin_files.sources.value)
