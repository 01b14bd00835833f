"""Which files of a DAG folder are DAG files, and which of them import which; the files are parsed, never run.

DAG files are what Airflow takes for them: zip archives, and Python files in which the word ``airflow`` and one of
``dag`` and ``asset`` occurs in any case (Airflow, ``might_contain_dag_via_default_heuristic``; ``asset`` since 3.0).
All other files stay in place: packages with their ``__init__.py``, modules that DAGs import, ``.airflowignore``, SQL.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath


def may_be_dag_file(path: str) -> bool:
    """Whether ``path``, relative to the DAG folder, may be a DAG file by its name."""
    name = PurePosixPath(path).name
    return name.endswith(".zip") or (is_python(path) and name != "__init__.py")


def is_python(path: str) -> bool:
    """Whether ``path`` is a Python file, whose imports count."""
    return path.endswith(".py")


def looks_like_dag(content: bytes) -> bool:
    """Whether Airflow would look for DAGs in a Python file with ``content``."""
    lower = content.lower()
    return b"airflow" in lower and (b"dag" in lower or b"asset" in lower)


def imports_among(contents: Mapping[str, bytes]) -> dict[str, frozenset[str]]:
    """The files of ``contents`` that each of them imports, directly. Paths are relative to the DAG folder.

    The DAG folder is on Python's path (Airflow, "Python Package Management"), its subfolders are not. A module that is
    imported in another way than by a statement (``importlib``) is not seen, and neither is one of a file that is not
    valid Python.
    """
    return {path: frozenset(_imported_files(path, content, contents)) for path, content in contents.items()}


def _imported_files(path: str, content: bytes, known: Mapping[str, bytes]) -> Iterator[str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of escapes in other people's strings
            tree = ast.parse(content)
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # ValueError: a NUL
        return
    folder = PurePosixPath(path).parent.parts
    for node in ast.walk(tree):
        for module in _modules(node, folder):
            for file in _files_of(module, known):
                if file != path:
                    yield file


def _modules(node: ast.AST, folder: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The modules that a statement may import; of ``from a import b``, both ``a`` and ``a.b``."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield tuple(alias.name.split("."))
    elif isinstance(node, ast.ImportFrom) and node.level <= len(folder) + 1:
        base = folder[: len(folder) - node.level + 1] if node.level else ()
        module = (*base, *(node.module or "").split(".")) if node.module else base
        yield module
        for alias in node.names:
            yield (*module, alias.name)


def _files_of(module: tuple[str, ...], known: Mapping[str, bytes]) -> Iterator[str]:
    """The files that an import of ``module`` runs: those of its packages too."""
    for length in range(1, len(module) + 1):
        path = "/".join(module[:length])
        for file in (f"{path}.py", f"{path}/__init__.py"):
            if file in known:
                yield file
