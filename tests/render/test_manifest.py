"""The record of a folder: one line for each file, and read as it was written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from mwaa_tf.render.manifest import NAME, Manifest, read


@pytest.mark.parametrize("files", [{}, {"b": "2", "a": "1"}, {'"\n': "1", "é": "2"}])
@pytest.mark.parametrize("pending", [{}, {"a": ("1",), "b": ("2",)}, {"a": ("1", "2"), "b": ("3",)}, {"a": ('"',)}])
def test_it_is_read_as_it_was_written(
    tmp_path: Path, files: Mapping[str, str], pending: Mapping[str, tuple[str, ...]]
) -> None:
    manifest = Manifest(files, pending, release="1.2.3")
    (tmp_path / NAME).write_text(manifest.text())

    assert read(tmp_path) == manifest


@pytest.mark.parametrize("digests", [("1",), ("1", "2")])
def test_each_file_has_a_line_in_the_order_of_the_paths(digests: tuple[str, ...]) -> None:
    text = Manifest({"c": "3", "a": "1", "b": "2"}, {"e": digests, "d": ("4",)}).text()

    files = ['    "a": "1",', '    "b": "2",', '    "c": "3"']
    pending = ['    "d": ["4"],', f'    "e": [{", ".join(map(repr, digests))}]'.replace("'", '"')]
    lines = text.splitlines()
    assert lines[lines.index('  "files": {') + 1 :][:3] == files
    assert lines[lines.index('  "pending": {') + 1 :][:2] == pending
