"""Search a folder for plans. What should be a plan and cannot be read is reported, never passed over."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from mwaa_tf.errors import UsageError
from mwaa_tf.files import UnreadableFileError, read_plain_file
from mwaa_tf.review.binary_plan import HEADER, is_certainly_binary_plan, refuse_in_folder
from mwaa_tf.review.text_encoding import as_utf8
from mwaa_tf.terraform.plan_json import PlanJson, parse_plan
from mwaa_tf.terraform.plan_mistakes import OtherJsonError, PlanError

_SKIPPED = {".git", ".terraform", "node_modules"}

#: Bytes of a plan. The largest ones that are known have some hundred megabytes.
LARGEST_PLAN = 1 << 29

#: A name that says that the file is a plan: `plan.json`, `tfplan`, `network.tfplan`, `my-plan.out`; not `planets.json`.
_PLAN = re.compile(r"(?:^|[^a-z])(?:tf)?plan(?:[^a-z]|$)|tfplan", re.IGNORECASE)

#: Endings of plans beside `.json`. A `plan.md` or a `plan.yml` is another file about a plan.
_ENDINGS = {"", ".bin", ".out", ".plan", ".planfile", ".tfplan"}


def scan_folder(folder: Path) -> Iterator[tuple[Path, PlanJson | UsageError]]:
    """The plans in ``folder`` and below, by path; in the place of one that cannot be read, the error that says why.

    Folders of git, Terraform and npm are left out, and JSON files that are evidently something else. A link to
    a folder outside is an error. No program is run on anything that is found.
    """
    for file in _files(folder):
        if isinstance(file, UsageError):
            yield folder, file
        elif (plan := _plan(file)) is not None:
            yield file, plan


def _files(folder: Path) -> Iterator[Path | UsageError]:
    problems: list[UsageError] = []

    def unreadable(error: OSError) -> None:
        problems.append(UsageError(f"{error.filename}: cannot be read: {error.strerror}"))

    for root, folders, files in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(set(folders) - _SKIPPED)
        # What a link to a folder inside leads to is searched where it stands.
        problems += [
            UsageError(f"{link}: is a link to a folder outside {folder}, which is not followed; name that folder too")
            for link in (Path(root, name) for name in folders)
            if link.is_symlink() and not link.resolve().is_relative_to(folder.resolve())
        ]
        yield from (Path(root, name) for name in sorted(files))
    yield from problems


def _plan(file: Path) -> PlanJson | UsageError | None:
    """The plan in ``file``, why it cannot be read, or None where it is no plan."""
    is_json = file.name.lower().endswith(".json")
    is_named = _PLAN.search(file.name) is not None and (is_json or file.suffix.lower() in _ENDINGS)
    try:
        if "plan" in file.name.lower() and is_certainly_binary_plan(_header(file)):
            return refuse_in_folder(file)
        if not (is_json or is_named):
            return None
        return parse_plan(as_utf8(read_plain_file(file, LARGEST_PLAN), file), str(file))
    except UnreadableFileError as error:
        return UsageError(str(error)) if is_json or is_named else None
    except OtherJsonError as error:
        return error if is_named else None
    except PlanError as error:
        return error


def _header(file: Path) -> bytes:
    """The first bytes of a plain file; nothing of anything else, which may never end."""
    if not file.is_file():
        return b""
    try:
        with file.open("rb") as opened:
            return opened.read(HEADER)
    except OSError as error:
        raise UnreadableFileError(file, f"cannot be read: {error.strerror or error}") from error
