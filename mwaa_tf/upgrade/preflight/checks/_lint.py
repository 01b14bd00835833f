"""What ruff says about DAG files and plugins, as issues."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from mwaa_tf.doctor.checks.code._shared import not_read, python_files, some
from mwaa_tf.doctor.finding import Issue
from mwaa_tf.doctor.view.code import LintMessage
from mwaa_tf.text import escape_control_characters as printable
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade

RUFF = "https://docs.astral.sh/ruff/rules/#airflow-air"
FIX = "let ruff change what it can, `ruff check --select AIR3 --fix dags`, and correct the rest"


def messages(upgrade: PlannedUpgrade, *rules: str) -> tuple[LintMessage, ...]:
    """What ``rules`` find in DAG files that Airflow does not ignore, read by the Python of the last step.

    Raises :class:`UnreadError` where ruff did not look, and where no step leads to Airflow 3 there is nothing.
    """
    if not upgrade.crosses_to_3:
        return ()
    seen = {file.path for file in python_files(upgrade.major_view)}
    return tuple(message for message in upgrade.dag_lint.value if message.rule in rules and message.path in seen)


def lint_issues(
    found: Iterable[LintMessage], folder: str, issue: Callable[..., Issue], *, fix: str = ""
) -> Iterator[Issue]:
    """One issue for each thing that is named, with all its places."""
    by_text: dict[str, list[LintMessage]] = defaultdict(list)
    for message in found:
        by_text[message.message.partition(";")[0].rstrip(".")].append(message)
    for text, group in sorted(by_text.items()):
        places = [f"{folder}{printable(message.path)}, line {message.line}" for message in group]
        # Backticks are for commands in a fix, and ruff has them around every name.
        instead = next((message.instead for message in group if message.instead), "")
        yield issue(
            f"{text.replace('`', '')} ({group[0].rule}): {some(places)}.",
            fix=instead.replace("`", "").rstrip(".") or fix,
            subject=group[0].path,
        )


def unread(upgrade: PlannedUpgrade) -> Iterator[Issue]:
    """DAG files that were not read."""
    if upgrade.crosses_to_3:
        yield from not_read(upgrade.major_view.code.dag_sources.value)
