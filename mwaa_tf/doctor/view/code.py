"""The code of an environment, as it is stored in its bucket. Nothing of it is ever run."""

from __future__ import annotations

from dataclasses import dataclass

from mwaa_tf.doctor.reading import Reading

MOST_FILES = 100
"""DAG files that are read: the first by name.

Each is a call; with them a diagnosis of a hundred environments ends.
"""


@dataclass(frozen=True, slots=True)
class StoredText:
    """A file of the bucket with its contents, which may hold secrets: never show a line of it."""

    path: str
    """Key of the object; of a DAG file, below the DAG folder."""
    data: bytes


@dataclass(frozen=True, slots=True)
class ArchiveMember:
    """A file of an archive, as the directory at its end has it."""

    name: str
    size: int
    """Bytes, unpacked."""
    is_encrypted: bool
    method: int
    """How it is compressed, a number of the ZIP format: 0 not at all, 8 deflated."""
    mode: int | None = None
    """Permissions as in Unix; None where the archive has none, as one of Windows."""


@dataclass(frozen=True, slots=True)
class PluginsArchive:
    """plugins.zip, of which only the directory at the end is read."""

    path: str
    size: int
    members: tuple[ArchiveMember, ...]
    problem: str = ""
    """Why it is no archive; empty if it is one."""


@dataclass(frozen=True, slots=True)
class DagFolder:
    """Which files are below the DAG folder."""

    paths: tuple[str, ...]
    """Relative to the DAG folder."""
    is_complete: bool
    """False where there are more."""


@dataclass(frozen=True, slots=True)
class DagSources:
    """The Python files below the DAG folder, and those named ``.airflowignore``."""

    files: tuple[StoredText, ...]
    left_out: tuple[str, ...] = ()
    """Those that were not read, each with the reason: ``etl.py (12 MiB)``."""


SYNTAX = "invalid-syntax"
"""The rule of a :class:`LintMessage` about a syntax error."""


@dataclass(frozen=True, slots=True)
class LintMessage:
    """What a linter says about a line of a DAG file."""

    path: str
    line: int
    rule: str
    """``AIR301``, or :data:`SYNTAX`."""
    message: str
    instead: str = ""
    """What to write instead, in a sentence; empty where the linter does not say."""


@dataclass(frozen=True, slots=True)
class CodeSection:
    """What runs in an environment; None for a file that it has not."""

    requirements: Reading[StoredText | None]
    plugins: Reading[PluginsArchive | None]
    startup_script: Reading[StoredText | None]
    startup_script_error: Reading[str]
    """What bash says about its syntax, on one line; empty if nothing."""
    dag_folder: Reading[DagFolder]
    dag_sources: Reading[DagSources]
    lint: Reading[tuple[LintMessage, ...]]
    """Syntax errors for the environment's Python, and uses of what Airflow 3 no longer has, in DAG files."""
