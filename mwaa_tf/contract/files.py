"""The Terraform files of a module."""

from __future__ import annotations

from pathlib import Path

from mwaa_tf.errors import MwaaTfError


def terraform_files(folder: Path) -> list[Path]:
    """The files of the module in ``folder``, sorted. Raises :class:`MwaaTfError` if there are none."""
    try:
        files = sorted(file for file in folder.iterdir() if file.suffix == ".tf" and not file.is_dir())
    except OSError as error:
        raise MwaaTfError(f"{folder}: cannot be read as a module: {error.strerror}") from error
    if not files:
        raise MwaaTfError(f"{folder}: is not a module: it has no .tf file")
    return files
