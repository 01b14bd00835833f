"""The DAG files of a bucket that a bisect moves, and what stays in place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mwaa_tf.access.bisect.bucket import ARCHIVED, LARGEST_COPY, Bucket, History, ObjectVersion
from mwaa_tf.access.bisect.dag_files import imports_among, is_python, looks_like_dag, may_be_dag_file
from mwaa_tf.access.bisect.journal import JournalFile
from mwaa_tf.access.bisect.search import Files, transitive
from mwaa_tf.concurrency import run_concurrently

_JOBS = 8

#: Bytes of a Python file that is read; no DAG file of a person comes near it.
_LARGEST_SOURCE = 10 * 2**20

#: Bytes of a key (S3 user guide, object-keys), and what a copy's key has before the path.
_LONGEST_KEY, _BEFORE_PATH = 1024, 32


@dataclass(frozen=True, slots=True)
class Candidates:
    """What a bisect can move."""

    files: tuple[JournalFile, ...]
    requires: Mapping[str, Files]
    """For each path, the other candidates that it imports, directly or through files that stay."""
    immovable: Mapping[str, str]
    """Paths of DAG files that stay in place, and why."""
    others: int
    """Number of files that are no DAG files: modules, packages, ``.airflowignore``, data."""


def find_candidates(bucket: Bucket, folder: str) -> Candidates:
    """Read the Python files below the prefix ``folder``, and sort all files of it."""
    histories = {
        key.removeprefix(folder): history
        for key, history in sorted(bucket.histories(folder).items())
        if history.current and not key.endswith("/")
    }
    contents = _read_sources(bucket, histories)
    dag_files = [path for path in histories if may_be_dag_file(path) and _is_dag_file(path, contents)]
    immovable = {path: reason for path in dag_files if (reason := _immovable(path, histories[path]))}
    movable = [path for path in dag_files if path not in immovable]
    reached = transitive(imports_among(contents))
    return Candidates(
        files=tuple(_journal_file(path, histories[path]) for path in movable),
        requires={path: reached.get(path, frozenset()) & frozenset(movable) for path in movable},
        immovable=immovable,
        others=len(histories) - len(dag_files),
    )


def _read_sources(bucket: Bucket, histories: Mapping[str, History]) -> dict[str, bytes]:
    sources = [
        (path, current)
        for path, history in histories.items()
        if (current := history.current) and is_python(path) and current.size <= _LARGEST_SOURCE
        if current.storage_class not in ARCHIVED
    ]

    def read(source: tuple[str, ObjectVersion]) -> tuple[str, bytes]:
        path, version = source
        return path, bucket.read(version.key, version.version)

    return dict(run_concurrently(read, sources, jobs=_JOBS, stop=lambda: None))


def _is_dag_file(path: str, contents: Mapping[str, bytes]) -> bool:
    """Whether Airflow takes a file for a DAG file; a Python file that was not read counts as one."""
    content = contents.get(path)
    return content is None or looks_like_dag(content)


def _immovable(path: str, history: History) -> str:
    """Why a file cannot be moved; empty if it can."""
    if history.current is None:
        return "it does not exist"
    if history.current.size > LARGEST_COPY:
        return "S3 copies at most 5 GB in one step"
    if history.current.storage_class in ARCHIVED:
        return f"its storage class is {history.current.storage_class}"
    if len(path.encode()) + _BEFORE_PATH > _LONGEST_KEY:
        return "its key is too long to have a prefix before it"
    return ""


def _journal_file(path: str, history: History) -> JournalFile:
    current = history.current
    if current is None:
        raise ValueError(f"{path} has no current version")
    return JournalFile(
        path, current.key, current.version, current.etag, current.size, older_markers=tuple(history.markers)
    )
