"""When Airflow loads plugins."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.finding import Issue, warning
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.doctor.view.code import PluginsArchive
from mwaa_tf.mwaa.code import LAZY_PLUGINS_OPTION

_SOURCE = "https://docs.aws.amazon.com/mwaa/latest/userguide/configuring-dag-import-plugins.html"


@check(
    "code.plugins-loaded",
    title="Plugins are loaded when Airflow starts",
    fix="Set the option `core.lazy_load_plugins` to False",
    source=_SOURCE,
    reads=("code",),
    covers=("verify_env: check_airflow_config", "guide: t-cloudwatch-cloudtrail-logs#t-plugins-logs"),
)
def plugins_loaded(view: EnvironmentView) -> Iterator[Issue]:
    """With modules in plugins.zip, Airflow 2 has the option `core.lazy_load_plugins` set to False.

    Otherwise it loads plugins only where they are asked for, and macros or listeners are missing. An archive of wheels
    alone needs no option.
    """
    environment, archive = view.environment.value, view.code.plugins.value
    if archive is None or environment.airflow_major != 2 or not _has_modules(archive):
        return
    if environment.options.value.get(LAZY_PLUGINS_OPTION, "True").strip().lower() in ("true", "t", "1"):
        yield warning(f"{archive.path} has modules, but {LAZY_PLUGINS_OPTION} is not False.", subject=archive.path)


def _has_modules(archive: PluginsArchive) -> bool:
    return any(member.name.endswith(".py") for member in archive.members)
