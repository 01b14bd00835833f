"""Plans on disk: JSON files, folders of them, and binary plan files, which Terraform turns into JSON."""

from __future__ import annotations

import codecs
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.errors import UsageError
from mwaa_tf.terraform.plan_json import PlanError, PlanJson, parse_plan

#: File names that do not name the workspace: its folder does.
_ANONYMOUS = {"plan", "tfplan", "terraform", "out", "plan.tfplan", "tfplan.out"}

_SKIPPED = {".git", ".terraform", "node_modules"}

_BINARY = b"PK\x03\x04"

#: Byte order marks that PowerShell writes at the beginning of a file.
_ENCODINGS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True, slots=True)
class _Source:
    """A plan's file, and the name of its workspace where the caller gave one."""

    path: Path
    name: str | None


def read_plans(arguments: Sequence[str]) -> Mapping[str, PlanJson]:
    """Workspace -> plan, of files, folders and ``NAME=FILE``.

    A workspace is named after the folder of its plan, without the part that all plans share, or after the file. Raises
    :class:`~mwaa_tf.errors.UsageError` that names every file that is no plan.
    """
    sources: list[_Source] = []
    plans: list[tuple[_Source, PlanJson]] = []
    problems: list[str] = []
    for argument in arguments:
        try:
            sources += _sources(argument)
        except UsageError as error:
            problems.append(str(error))
    for source in sources:
        try:
            plans.append((source, _read(source.path)))
        except UsageError as error:
            problems.append(str(error))
    if problems:
        raise UsageError("\n".join(problems))
    names = _names([source for source, _ in plans])
    if duplicates := sorted({name for name in names if names.count(name) > 1}):
        raise UsageError(f"several plans are named {', '.join(duplicates)}; give each a name: NAME=FILE")
    return {name: plan for name, (_, plan) in zip(names, plans, strict=True)}


def _sources(argument: str) -> Iterator[_Source]:
    name, separator, rest = argument.partition("=")
    path = Path(argument)
    if separator and not path.exists():
        path, label = Path(rest), name or None
    else:
        label = None
    if not path.exists():
        raise UsageError(f"{path}: no such file or directory")
    if not path.is_dir():
        yield _Source(path, label)
        return
    sources = [_Source(file, label) for file in _files(path)]
    if not sources:
        raise UsageError(f"{path}: contains no plan: neither plans as JSON (*.json) nor binary plans (*tfplan*)")
    yield from sources


def _files(folder: Path) -> Iterator[Path]:
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(set(folders) - _SKIPPED)
        for name in sorted(files):
            file = Path(root, name)
            # A broken file is kept: reading it reports what is wrong.
            if (name.endswith(".json") and not _is_other_json(file)) or _is_binary_plan(file):
                yield file


def _is_other_json(file: Path) -> bool:
    """Whether this is JSON, but of something else."""
    try:
        parse_plan(_contents(file), str(file))
    except PlanError as error:
        return "is no plan but other JSON" in str(error) or "is a state" in str(error)
    except UsageError:
        return False
    return False


def _is_binary_plan(file: Path) -> bool:
    if "tfplan" not in file.name.lower():
        return False
    try:
        with file.open("rb") as opened:
            return opened.read(len(_BINARY)) == _BINARY
    except OSError:
        return False


def _read(path: Path) -> PlanJson:
    contents = _contents(path)
    return parse_plan(_terraform_show(path) if contents.startswith(_BINARY) else contents, str(path))


def _contents(path: Path) -> bytes:
    try:
        contents = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
    for mark, encoding in _ENCODINGS:
        if contents.startswith(mark):
            try:
                return contents.decode(encoding).encode()
            except UnicodeError as error:
                raise PlanError(f"{path}: is not text in {encoding}, though it begins so") from error
    return contents


def _terraform_show(path: Path) -> bytes:
    """A binary plan as JSON. Terraform needs the providers for it, so it runs in the folder of the workspace."""
    from mwaa_tf.terraform import Terraform

    if not (path.parent / ".terraform").is_dir():
        raise PlanError(
            f"{path}: is a binary plan, which only Terraform can read, in its initialised workspace: "
            "`terraform show -json PLAN > plan.json` there"
        )
    with Terraform() as terraform:
        result = terraform.run(path.parent, ["show", "-json", "-no-color", path.name], {})
    if result.returncode != 0:
        raise terraform.failed(path.parent, ["show", "-json"], result)
    return result.stdout.encode()


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
    return absolute.parent if name in _ANONYMOUS else absolute.parent / name


def _name(folder: PurePath, shared: PurePath) -> str:
    for start in range(len(folder.parts) - 1, 0, -1):
        below = PurePath(*folder.parts[start:]).as_posix()
        if Stage.parse(below):
            return below
    return folder.relative_to(shared).as_posix() if shared.parts else folder.name
