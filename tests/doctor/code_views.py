"""Code made by hand: what the bucket of an environment has, and what its logs say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from mwaa_tf.doctor import EnvironmentView
from mwaa_tf.doctor.reading import Gap, Reading
from mwaa_tf.doctor.view.code import (
    ArchiveMember,
    CodeSection,
    DagFolder,
    DagSources,
    LintMessage,
    PluginsArchive,
    StoredText,
)
from mwaa_tf.doctor.view.environment import LogSetting
from mwaa_tf.doctor.view.logs import ErrorEvent, LogExcerpt, LogsSection
from mwaa_tf.mwaa.names import LogType, log_group
from tests.doctor.views import environment, healthy, read

DEFLATED = 8


def text(path: str, contents: str | bytes) -> StoredText:
    """A file of the bucket."""
    return StoredText(path, contents.encode() if isinstance(contents, str) else contents)


def archive(*names: str, problem: str = "", encrypted: bool = False) -> PluginsArchive:
    """plugins.zip with files of these names."""
    members = tuple(ArchiveMember(name, 10, encrypted, DEFLATED) for name in names)
    return PluginsArchive("plugins.zip", 1000, members, problem)


def code(
    *,
    requirements: str | bytes | None = None,
    plugins: PluginsArchive | None = None,
    script: str | bytes | None = None,
    script_error: str | Reading[str] = "",
    dags: Mapping[str, str | bytes] | None = None,
    left_out: tuple[str, ...] = (),
    others: tuple[str, ...] = (),
    lint: tuple[LintMessage, ...] | Reading[tuple[LintMessage, ...]] = (),
) -> CodeSection:
    """The code of an environment; by default it has none."""
    files = tuple(text(path, contents) for path, contents in (dags or {}).items())
    return CodeSection(
        requirements=read(None if requirements is None else text("requirements.txt", requirements)),
        plugins=read(plugins),
        startup_script=read(None if script is None else text("startup.sh", script)),
        startup_script_error=script_error if isinstance(script_error, Reading) else read(script_error),
        dag_folder=read(DagFolder((*(file.path for file in files), *others), is_complete=True)),
        dag_sources=read(DagSources(files, left_out)),
        lint=lint if isinstance(lint, Reading) else read(lint),
    )


def coded(facts: Mapping[str, Any] | None = None, **parts: Any) -> EnvironmentView:
    """The view of an environment with that code; see :func:`code`."""
    return healthy(environment(**(facts or {})), code=code(**parts))


def logged(excerpts: Mapping[LogType, list[str] | LogExcerpt | Gap], **facts: Any) -> EnvironmentView:
    """The view of an environment whose logs have these errors, the last first; all other logs have none."""
    name = environment().name
    known: dict[str, LogExcerpt | Gap] = {log: LogExcerpt(log_group(name, log), exists=True) for log in LogType}
    for log, excerpt in excerpts.items():
        known[log] = excerpt if not isinstance(excerpt, list) else _excerpt(name, log, excerpt)
    settings = {log.value: LogSetting(True, "INFO", f"arn:x:{log_group(name, log)}") for log in LogType}
    return healthy(environment(**{"logs": settings, **facts}), logs=LogsSection(read(known)))


def _excerpt(name: str, log: LogType, messages: list[str]) -> LogExcerpt:
    at = datetime(2026, 11, 27, 3, 12, tzinfo=UTC)
    events = (ErrorEvent(at - timedelta(seconds=place), message) for place, message in enumerate(messages))
    return LogExcerpt(log_group(name, log), True, tuple(events))
