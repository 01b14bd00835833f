"""Python files of an environment, and what is looked for in them. They are parsed, and never run."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from mwaa_tf.doctor.checks.code._shared import not_parsed, not_read, python_files, some, syntax_tree
from mwaa_tf.doctor.finding import Issue
from mwaa_tf.doctor.view.code import MOST_FILES, StoredText
from mwaa_tf.mwaa.airflow_options import SOURCE
from mwaa_tf.text import escape_control_characters as printable
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade

CHECKLIST = (
    "https://github.com/aws/agent-toolkit-for-aws/blob/main/skills/specialized-skills/analytics-skills/"
    "upgrading-mwaa-environments/references/airflow2-to-3-checklist.md"
)
"""AWS's checklist of what ruff does not find."""

AIRFLOW_3 = SOURCE
"""Airflow's own page."""

Match = tuple[int, str]
"""A line, and the name of what is found there."""

Find = Callable[[ast.Module], Iterable[Match]]
"""What looks for something in a file."""

Describe = Callable[[str, str, str], Issue]
"""What makes an issue of the names that were found, the places, and the path of the first file."""


def search(upgrade: PlannedUpgrade, find: Find, describe: Describe) -> Iterator[Issue]:
    """What ``find`` finds in DAG files, and in plugins; and which of them could not be read."""
    view = upgrade.major_view
    yield from _issue(python_files(view), find, describe, "")
    yield from not_read(view.code.dag_sources.value)
    yield from not_parsed(python_files(view), upgrade.dag_lint)
    yield from search_plugins(upgrade, find, describe)


def search_plugins(upgrade: PlannedUpgrade, find: Find, describe: Describe) -> Iterator[Issue]:
    """What ``find`` finds in the modules of plugins.zip."""
    plugins = upgrade.major_view.plugin_files.sources.value
    yield from _issue(plugins.files, find, describe, "plugins.zip/")
    yield from not_read(plugins)
    yield from not_parsed(plugins.files, upgrade.plugin_lint, "plugins.zip/")


def _issue(files: Iterable[StoredText], find: Find, describe: Describe, folder: str) -> Iterator[Issue]:
    names: dict[str, None] = {}
    places: dict[str, str] = {}
    for file in files:
        tree = syntax_tree(file)
        for line, name in sorted(set(find(tree))) if tree else ():
            names[name] = None
            places[f"{folder}{printable(file.path)}, line {line}"] = file.path
    if places:
        yield describe(some(tuple(names)), some(tuple(places)), next(iter(places.values())))


@lru_cache(maxsize=MOST_FILES)
def nodes(tree: ast.Module) -> tuple[ast.AST, ...]:
    """All of a file's syntax."""
    return tuple(ast.walk(tree))


def imports(tree: ast.Module) -> Iterator[Match]:
    """Every import by its dotted name: ``airflow.settings.Session``."""
    for node in nodes(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


@lru_cache(maxsize=MOST_FILES)
def texts(tree: ast.Module) -> tuple[tuple[int, str], ...]:
    """Every text in the code that is no docstring, with its line."""
    documentation = set(map(id, _docstrings(tree)))
    constants = [node for node in nodes(tree) if isinstance(node, ast.Constant) and id(node) not in documentation]
    return tuple((node.lineno, node.value) for node in constants if isinstance(node.value, str))


def matching(pattern: re.Pattern[str]) -> Find:
    """What looks for ``pattern`` in every text of a file; its one group, or all of it, is the name."""
    return lambda tree: [(line, match) for line, text in texts(tree) for match in pattern.findall(text)]


def dag_calls(tree: ast.Module) -> Iterator[ast.Call]:
    """Calls that make a DAG: ``DAG(…)``, ``@dag(…)``, and with a module before the name."""
    for node in nodes(tree):
        if isinstance(node, ast.Call) and _name(node.func) in ("DAG", "dag"):
            yield node


def keywords(call: ast.Call) -> frozenset[str] | None:
    """The names of its keyword arguments; None where ``**`` adds others."""
    names = [keyword.arg for keyword in call.keywords]
    return None if None in names else frozenset(name for name in names if name)


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _docstrings(tree: ast.Module) -> Iterator[ast.expr]:
    for node in nodes(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr):
                yield first.value
