"""Upgrades of environments made by hand, and what the preflight finds.

A test changes what it is about::

    assert problems("upgrade.options-removed", upgraded(options={"core.task_runner": "x"})) == ["Airflow 3 has …"]
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from mwaa_tf.doctor import EnvironmentView, Finding
from mwaa_tf.doctor.view.code import DagSources
from mwaa_tf.doctor.view.plugin_files import PluginFilesSection
from mwaa_tf.upgrade.preflight import Preflight, preflight
from tests.doctor.code_views import code, text
from tests.doctor.views import environment, healthy, read

AT = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
"""A Friday."""


def view_of(
    version: str = "2.11.2",
    *,
    plugin_files: Mapping[str, str | bytes] | None = None,
    parts: Mapping[str, Any] | None = None,
    sections: Mapping[str, Any] | None = None,
    **facts: Any,
) -> EnvironmentView:
    """A clean environment of ``version``, with other ``facts``, ``parts`` of its code, and ``sections``."""
    files = tuple(text(name, contents) for name, contents in (plugin_files or {}).items())
    known: dict[str, Any] = {
        "code": code(**(parts or {})),
        "plugin_files": PluginFilesSection(read(DagSources(files))),
        **(sections or {}),
    }
    found = environment(airflow_version=version, **{"maintenance_window": "SUN:03:00", **facts})
    return replace(healthy(found, **known), at=AT)


def upgraded(version: str = "2.11.2", to: str = "3.3.1", *, strategy: str = "", **changes: Any) -> Preflight:
    """The preflight of an upgrade of :func:`view_of`."""
    return preflight(view_of(version, **changes), to, strategy=strategy)


def findings(check: str, result: Preflight) -> tuple[Finding, ...]:
    """What the check of that id found."""
    found = tuple(finding for finding in result.findings if finding.check == check)
    assert found, f"there is no check {check}"
    return found


def problems(check: str, result: Preflight) -> list[str]:
    """The messages of its failures and warnings."""
    return [finding.message for finding in findings(check, result) if finding.result.is_problem]


def gaps(check: str, result: Preflight) -> list[str]:
    """The messages of what it could not check."""
    return [finding.message for finding in findings(check, result) if finding.gap]
