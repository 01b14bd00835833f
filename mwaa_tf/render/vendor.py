"""Copies of the modules beside the workspaces."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.blueprint import Blueprint
from mwaa_tf.render.sources import Sources


def vendored_files(blueprint: Blueprint, sources: Sources) -> Iterator[tuple[str, bytes]]:
    """Path and contents of each file of the modules that the deployment uses, without their tests."""
    if not sources.is_vendored:
        return
    for module in blueprint.used_modules:
        folder = sources.folder / module
        for file in sorted(folder.iterdir()):
            if file.suffix in (".tf", ".md") and file.is_file():
                yield f"modules/{module}/{file.name}", file.read_bytes()
