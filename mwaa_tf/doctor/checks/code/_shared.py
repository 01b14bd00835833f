"""What the checks of code have in common."""

from __future__ import annotations

import ast
import sys
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

from mwaa_tf.doctor.checks.code._ignore import IgnoreRules
from mwaa_tf.doctor.checks.code._requirements import PipRequirement, RequirementsFile, parse_requirements
from mwaa_tf.doctor.finding import Issue, not_checkable
from mwaa_tf.doctor.reading import Gap, GapKind, Reading, UnreadError
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.doctor.view.code import MOST_FILES, SYNTAX, DagSources, LintMessage, StoredText
from mwaa_tf.doctor.view.environment import EnvironmentFacts
from mwaa_tf.mwaa.airflow_versions import python_of
from mwaa_tf.mwaa.code import AIRFLOW_PACKAGES, IGNORE_SYNTAX_BY_MAJOR, IGNORE_SYNTAX_OPTION
from mwaa_tf.text import escape_control_characters, plural

IGNORE_FILE = ".airflowignore"

#: Places that a message names; the rest is counted.
_MOST = 3


def python_version(environment: EnvironmentFacts) -> str:
    """``3.12``, the Python of the environment. Raises :class:`UnreadError` for an unknown version of Airflow."""
    python = python_of(environment.airflow_version)
    if python is None:
        reason = f"this version does not know which Python runs Airflow {environment.airflow_version}"
        raise UnreadError(Gap(GapKind.NOT_UNDERSTOOD, reason))
    return python


def requirements_of(view: EnvironmentView) -> tuple[str, RequirementsFile] | None:
    """The name and contents of requirements.txt; None for an environment that has none."""
    stored = view.code.requirements.value
    if stored is None:
        return None
    return stored.path, parse_requirements(stored.data, python_of(view.environment.value.airflow_version) or "")


def lines_by_package(view: EnvironmentView, least: int) -> Iterator[tuple[str, str, list[PipRequirement]]]:
    """Packages with at least so many lines: the file's name, the package's, and the lines."""
    requirements = requirements_of(view)
    if requirements is None:
        return
    by_name: dict[str, list[PipRequirement]] = defaultdict(list)
    for line in requirements[1].requirements:
        if line.name and line.name not in AIRFLOW_PACKAGES:
            by_name[line.name].append(line)
    for name, lines in by_name.items():
        if len(lines) >= least:
            yield requirements[0], name, lines


def ignore_syntax(environment: EnvironmentFacts) -> str:
    """How the environment reads ``.airflowignore``: ``regexp`` or ``glob``. Raises :class:`UnreadError`."""
    default = IGNORE_SYNTAX_BY_MAJOR.get(environment.airflow_major or 0, "")
    syntax = environment.options.value.get(IGNORE_SYNTAX_OPTION, default)
    if syntax not in IGNORE_SYNTAX_BY_MAJOR.values():
        reason = f"this version does not know how Airflow {environment.airflow_version} reads {IGNORE_FILE}"
        raise UnreadError(Gap(GapKind.NOT_UNDERSTOOD, reason))
    return syntax


def python_files(view: EnvironmentView) -> Iterator[StoredText]:
    """The Python files that Airflow does not ignore."""
    sources = view.code.dag_sources.value
    rules = IgnoreRules.of(sources.files, ignore_syntax(view.environment.value))
    for file in sources.files:
        if file.path.endswith(".py") and not rules.ignores(file.path):
            yield file


def is_dag_file(file: StoredText) -> bool:
    """Whether Airflow takes a file for one with DAGs: both words are in it (core.dag_discovery_safe_mode)."""
    lower = file.data.lower()
    return b"dag" in lower and b"airflow" in lower


@lru_cache(maxsize=MOST_FILES)  # each check looks at all of them
def syntax_tree(file: StoredText) -> ast.Module | None:
    """What a file says, as this Python reads it; None for what it cannot read.

    Wrong syntax is for code.dag-syntax and upgrade.plugins-syntax to report, a newer one for :func:`not_parsed`.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of invalid escapes in strings, for example
            return ast.parse(file.data)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def not_parsed(
    files: Iterable[StoredText], lint: Reading[tuple[LintMessage, ...]], folder: str = ""
) -> Iterator[Issue]:
    """Files with syntax of a newer Python than the one that runs this, which a check therefore says nothing about.

    ``lint`` is what ruff says about them: it knows the grammar of each version, and finds nothing wrong with these.
    Without it, code.dag-syntax reports each file whose syntax is wrong or newer.
    """
    if lint.gap:
        return
    wrong = {message.path for message in lint.value if message.rule == SYNTAX}
    newer = tuple(
        f"{folder}{escape_control_characters(file.path)}"
        for file in files
        if file.path not in wrong and syntax_tree(file) is None
    )
    if newer:
        python = ".".join(map(str, sys.version_info[:2]))
        reason = f"{some(newer)} cannot be parsed by Python {python}, which runs mwaa_tf; a newer one may"
        yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, reason))


def not_read(sources: DagSources) -> Iterator[Issue]:
    """That files were left out, which a check therefore says nothing about."""
    if sources.left_out:
        reason = f"{plural(len(sources.left_out), 'DAG file')} not read: {some(sources.left_out)}"
        yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, reason))


def some(places: list[str] | tuple[str, ...]) -> str:
    """The first of ``places``, and how many there are besides."""
    shown = ", ".join(places[:_MOST])
    return shown if len(places) <= _MOST else f"{shown} and {len(places) - _MOST:,} more"
