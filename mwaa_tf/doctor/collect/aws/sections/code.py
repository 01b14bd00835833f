"""Requirements, plugins, startup script and DAG files, as the bucket has them. Nothing of it is ever run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mwaa_tf.arn import Arn
from mwaa_tf.concurrency import run_concurrently
from mwaa_tf.doctor.collect.aws._objects import (
    LARGEST_TEXT,
    Listing,
    VersionedKey,
    read_archive,
    read_listing,
    read_text,
)
from mwaa_tf.doctor.collect.aws.source import AwsSource
from mwaa_tf.doctor.collect.code.lint import lint
from mwaa_tf.doctor.collect.code.shell import syntax_error
from mwaa_tf.doctor.reading import Gap, Reading, unread_section
from mwaa_tf.doctor.view.code import MOST_FILES, CodeSection, DagFolder, DagSources, StoredText
from mwaa_tf.mwaa.airflow_versions import python_of

#: Bytes of all DAG files that are read together.
MOST_BYTES = 10 * 2**20

_IGNORE_FILE = ".airflowignore"


def collect(source: AwsSource) -> CodeSection:
    """Read the objects that the environment names, and the DAG files."""
    environment = source.environment
    if environment.gap:
        return unread_section(CodeSection, environment.gap)
    facts, bucket = environment.value, Arn.parse(environment.value.bucket_arn).resource
    script = _text(source, bucket, facts.startup_script_path, facts.startup_script_version)
    listing = read_listing(source, bucket, facts.dags_path.strip("/") + "/")
    sources = _dag_sources(source, bucket, listing)
    return CodeSection(
        requirements=_text(source, bucket, facts.requirements_path, facts.requirements_version),
        plugins=read_archive(source, VersionedKey(bucket, facts.plugins_path, facts.plugins_version))
        if facts.plugins_path
        else Reading.of(None, environment.source),
        startup_script=script,
        startup_script_error=_syntax_error(script),
        dag_folder=listing.map(lambda objects: DagFolder(tuple(objects.sizes), objects.is_complete)),
        dag_sources=sources,
        lint=Reading.unread(sources.gap)
        if sources.gap
        else lint(sources.value.files, python_of(facts.airflow_version)),
    )


def _text(source: AwsSource, bucket: str, path: str, version: str) -> Reading[StoredText | None]:
    if not path:
        return Reading.of(None, source.environment.source)
    reading = read_text(source, VersionedKey(bucket, path, version))
    return reading.map(lambda data: StoredText(path, data))


def _syntax_error(script: Reading[StoredText | None]) -> Reading[str]:
    if script.gap:
        return Reading.unread(script.gap)
    return syntax_error(script.content) if script.content else Reading.of("", script.source)


def _dag_sources(source: AwsSource, bucket: str, listing: Reading[Listing]) -> Reading[DagSources]:
    if listing.gap:
        return Reading.unread(listing.gap, listing.source)
    objects = listing.value
    chosen, left_out = _chosen(objects.sizes)
    if not objects.is_complete:
        left_out.append(f"all after the first {len(objects.sizes):,} files of the DAG folder")
    readings = run_concurrently(
        lambda path: read_text(source, VersionedKey(bucket, objects.prefix + path, "")),
        chosen,
        jobs=8,
        stop=lambda: None,
    )
    files = []
    for path, reading in zip(chosen, readings, strict=True):
        if reading.gap:
            left_out.append(f"{path} ({reading.gap.reason})")
        else:
            files.append(StoredText(path, reading.value))
    if chosen and not files:
        return Reading.unread(_first_gap(readings), readings[0].source)
    return Reading.of(DagSources(tuple(files), tuple(left_out)), listing.source)


def _first_gap(readings: tuple[Reading[bytes], ...]) -> Gap:
    return next(reading.gap for reading in readings if reading.gap)


def _chosen(sizes: Mapping[str, int]) -> tuple[list[str], list[str]]:
    """The files to read, and those that are too large or too many, each with the reason."""
    chosen: list[str] = []
    left_out: list[str] = []
    total = 0
    for path in sorted(filter(_is_source, sizes), key=_ignore_files_first):
        size = sizes[path]
        if size > LARGEST_TEXT or total + size > MOST_BYTES or len(chosen) == MOST_FILES:
            left_out.append(f"{path} ({_reason(size, total, len(chosen))})")
        else:
            chosen.append(path)
            total += size
    return chosen, left_out


def _reason(size: int, total: int, count: int) -> str:
    if size > LARGEST_TEXT:
        return f"{size / 2**20:.1f} MiB"
    return f"after {count} files" if count == MOST_FILES else f"after {total / 2**20:.1f} MiB"


def _is_source(path: str) -> bool:
    return path.endswith(".py") or path.rpartition("/")[2] == _IGNORE_FILE


def _ignore_files_first(path: str) -> tuple[Any, ...]:
    return (not path.endswith(_IGNORE_FILE), path)
