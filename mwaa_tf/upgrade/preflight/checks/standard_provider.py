"""DAGs that need the provider `standard` in Airflow 2."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mwaa_tf.doctor.finding import Issue, warning
from mwaa_tf.upgrade.preflight.checks._code import Match, imports, search
from mwaa_tf.upgrade.preflight.checks._requirements import contents_for
from mwaa_tf.upgrade.preflight.constraints import constrained
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade
from mwaa_tf.upgrade.preflight.registry import upgrade_check

_PACKAGE = "apache-airflow-providers-standard"
_MODULE = "airflow.providers.standard."


@upgrade_check(
    "upgrade.standard-provider",
    title="What DAG files import of the provider standard is installed",
    fix="add `apache-airflow-providers-standard` to requirements.txt, in a release that supports Airflow 2.11",
    source="https://github.com/aws/amazon-mwaa-docker-images",
    reads=("code", "plugin_files"),
)
def standard_provider(upgrade: PlannedUpgrade) -> Iterator[Issue]:
    """On the way back to 2.11, DAG files import nothing of `airflow.providers.standard`, or requirements.txt has it.

    Airflow 3 comes with that provider; the constraints of 2.11 do not know it.
    """
    step = upgrade.path[-1] if upgrade.crosses_to_2 else None
    if step is None or constrained(_PACKAGE, step.requested):
        return
    contents = contents_for(upgrade, step)
    if contents and any(line.name == _PACKAGE for line in contents[1].requirements):
        return
    yield from search(
        upgrade,
        _imported,
        lambda names, places, path: warning(
            f"Airflow {step.requested} comes without {_PACKAGE}, of which {names} is imported: {places}.", subject=path
        ),
    )


def _imported(tree: ast.Module) -> Iterator[Match]:
    return ((line, name.removeprefix(_MODULE)) for line, name in imports(tree) if name.startswith(_MODULE))
