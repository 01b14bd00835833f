"""Plans that a command names: files, folders of them, and binary plan files, which Terraform turns into JSON."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.errors import UsageError
from mwaa_tf.review.binary_plan import is_binary_plan, show_plan
from mwaa_tf.review.scan import LARGEST_PLAN, scan_folder
from mwaa_tf.review.text_encoding import as_utf8
from mwaa_tf.terraform.plan_json import PlanJson, parse_plan
from mwaa_tf.terraform.product import in_words
from mwaa_tf.text import shell_quoted

#: File names that do not name the workspace: its folder does.
_ANONYMOUS = {"plan", "tfplan", "terraform", "out", "plan.tfplan", "tfplan.out"}


#: Seconds that a named pipe waits for its writer: a shell opens it before it starts the program that writes.
WRITER_SECONDS = 10.0


class UnreadablePlansError(UsageError):
    """Files that should be plans and are none; the message has one line for each."""

    begins_with_file = True


@dataclass(frozen=True, slots=True)
class _Source:
    """A plan, its file, and the name of its workspace where the caller gave one."""

    path: Path
    name: str | None
    plan: PlanJson


def read_plans(arguments: Sequence[str]) -> Mapping[str, PlanJson]:
    """Workspace -> plan, of files, folders and ``NAME=FILE``.

    A workspace is named after the folder of its plan, without the part that all plans share, or after the file. Raises
    :class:`~mwaa_tf.errors.UsageError` that names every file that should be a plan and is none.
    """
    sources: list[_Source] = []
    problems: list[str] = []
    for argument in arguments:
        for source in _sources(argument):
            if isinstance(source, str):
                problems.append(source)
            else:
                sources.append(source)
    if problems:
        raise UnreadablePlansError("\n".join(problem.replace("\n", "\\n") for problem in problems))
    names = _names(sources)
    if duplicates := sorted({name for name in names if names.count(name) > 1}):
        raise UsageError(f"several plans are named {', '.join(duplicates)}; give each a name: NAME=FILE")
    return {name: source.plan for name, source in zip(names, sources, strict=True)}


def _sources(argument: str) -> Iterator[_Source | str]:
    """The plans of one argument, and what is wrong with each that cannot be read."""
    name, separator, rest = argument.partition("=")
    path, label = Path(argument), None
    if separator and not _exists(path):
        path, label, argument = Path(rest), name or None, rest
    if not argument:  # Path would take it for the working directory
        yield f"{shell_quoted(name + separator)}: names no plan; expected is FILE, FOLDER or NAME=FILE"
    elif not _exists(path):
        yield f"{path}: no such file or directory"
    elif path.is_dir():
        yield from _of_folder(path, label)
    else:
        try:
            yield _Source(path, label, _read(path))
        except UsageError as error:
            yield str(error)


def _of_folder(folder: Path, label: str | None) -> Iterator[_Source | str]:
    is_empty = True
    for file, plan in scan_folder(folder):
        is_empty = False
        yield _Source(file, label, plan) if isinstance(plan, PlanJson) else str(plan)
    if is_empty:
        yield f"{folder}: contains no plan as {in_words('show', '-json')} prints it (*.json)"


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name that is too long, or has a NUL in it
        return False


def _read(path: Path) -> PlanJson:
    """The plan in a file that was named, which may be a pipe, such as that of `<(terraform show -json PLAN)`."""
    try:
        contents = _of_pipe(path) if _is_named_pipe(path) else _of_file(path)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
    if len(contents) > LARGEST_PLAN:
        raise UsageError(f"{path}: is larger than {LARGEST_PLAN / 2**20:g} MiB")
    return parse_plan(show_plan(path) if is_binary_plan(contents) else as_utf8(contents, path), str(path))


def _of_file(path: Path) -> bytes:
    with path.open("rb") as file:
        # A device may never end.
        mode = os.fstat(file.fileno()).st_mode
        if stat.S_ISCHR(mode) or stat.S_ISBLK(mode):
            raise UsageError(f"{path}: is a device, not a plan")
        return file.read(LARGEST_PLAN + 1)


def _is_named_pipe(path: Path) -> bool:
    """Whether it waits for a writer: that of `<(…)` has no name, and had its writer from the start."""
    name = Path(os.path.realpath(path))
    return name.exists() and name.is_fifo()


def _of_pipe(path: Path) -> bytes:
    """The contents of a named pipe, of which a writer that never comes would be waited for for ever."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb", buffering=0) as pipe:
        deadline = time.monotonic() + WRITER_SECONDS
        while (first := pipe.read(LARGEST_PLAN + 1)) == b"":  # no writer; None of one that has written nothing yet
            if time.monotonic() > deadline:
                raise UsageError(f"{path}: is a pipe, and no program has written to it in {WRITER_SECONDS:g} s")
            time.sleep(0.05)
        os.set_blocking(descriptor, True)
        contents = first or b""
        while len(contents) <= LARGEST_PLAN and (more := pipe.read(LARGEST_PLAN + 1 - len(contents))):
            contents += more
        return contents


def _names(sources: Sequence[_Source]) -> list[str]:
    folders = [_workspace_folder(source.path) for source in sources]
    shared = os.path.commonpath([folder.parent for folder in folders]) if len(folders) > 1 else ""
    return [source.name or _name(folder, PurePath(shared)) for source, folder in zip(sources, folders, strict=True)]


def _workspace_folder(path: Path) -> PurePath:
    """The folder of a plan, or the folder and the file's name where that says more."""
    absolute = path.absolute()
    name = absolute.name
    while (short := PurePath(name).stem) != name:
        name = short
    return absolute.parent if name.lower() in _ANONYMOUS else absolute.parent / name


def _name(folder: PurePath, shared: PurePath) -> str:
    for start in range(len(folder.parts) - 1, 0, -1):
        below = PurePath(*folder.parts[start:]).as_posix()
        if Stage.parse(below):
            return below
    return folder.relative_to(shared).as_posix() if shared.parts else folder.name
