"""``python -m tools.lower_bounds [NAME==VERSION...]``: are the lower bounds in pyproject.toml true?

A new environment gets exactly the lowest version of each dependency that pyproject.toml allows for this Python, extras
included; pip chooses the versions of what those depend on. There and in the environment of this program, `render`,
`review`, `embed` and a rehearsal of the smallest example run the way a user calls them. They must succeed and write and
print the same. ``NAME==VERSION`` tries another version than the bound: how a bound is found.

Needs Terraform, Node.js and the package index; takes about a minute.
"""

from __future__ import annotations

import difflib
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.version import Version

from tools.documents import REPOSITORY

_LOWER = ("==", ">=", "~=")

#: The extras that users install; `dev` is pinned by constraints.txt.
EXTRAS = ("cdktf", "png", "rehearsal")


class UnboundedError(Exception):
    """A dependency without a lower bound."""


@dataclass(frozen=True, slots=True)
class Step:
    """A call of the command line, and the exit code that it must have."""

    name: str
    arguments: tuple[str, ...]
    exit_code: int = 0
    #: Whether what is printed is the same each time; a rehearsal prints how long it took.
    repeatable: bool = True


#: In a folder with the smallest example, the plans of the tests of `review` and a repository to embed into.
STEPS = (
    Step("render", ("render",)),
    Step("render cdktf", ("render", "--format", "cdktf", "-o", "cdktf")),
    Step("check configuration", ("render", "--check")),
    *(
        Step(f"review {format}", ("review", "--format", format, "plans/policy.json", "plans/deployment"))
        for format in ("html", "json", "junit", "markdown", "sarif", "text")
    ),
    Step("gate", ("review", "--fail-on", "risk:medium", "plans/policy.json"), exit_code=1),
    Step("embed", ("embed", "--into", "repository", "--modules", "all")),
    Step("embed json", ("embed", "--into", "repository", "--modules", "all", "--json")),
    Step("embed check", ("embed", "--into", "repository", "--check")),
    Step("graph", ("graph", "--format", "svg")),
    Step("graph png", ("graph", "-O", "picture.png")),
    Step("rehearse", ("rehearse",), repeatable=False),
)


def requirements(pyproject: Path = REPOSITORY / "pyproject.toml") -> list[Requirement]:
    """What the package, its :data:`EXTRAS` and the build of its wheel need."""
    data = tomllib.loads(pyproject.read_text("utf-8"))
    project = data["project"]
    lines = [*data["build-system"]["requires"], *project["dependencies"]]
    lines += [line for extra in EXTRAS for line in project["optional-dependencies"][extra]]
    return [Requirement(line) for line in lines]


def lower_bounds(requirements: Iterable[Requirement]) -> dict[str, str]:
    """Pins of each dependency to the lowest version that ``requirements`` allow on this Python, by name.

    Several may limit one dependency; those whose marker does not apply are passed over. Raises :class:`UnboundedError`
    for a requirement without a lower bound.
    """
    bounds: dict[str, Version] = {}
    names: dict[str, str] = {}
    for requirement in requirements:
        if requirement.marker and not requirement.marker.evaluate():
            continue
        versions = [Version(limit.version) for limit in requirement.specifier if limit.operator in _LOWER]
        if not versions:
            raise UnboundedError(f"pyproject.toml: {requirement} has no lower bound")
        name = requirement.name.lower()
        bounds[name] = max([*versions, *([bounds[name]] if name in bounds else [])])
        names[name] = f"{name}[{','.join(sorted(requirement.extras))}]" if requirement.extras else name
    return {name: f"{names[name]}=={version}" for name, version in sorted(bounds.items())}


def main(arguments: Sequence[str]) -> int:
    """The command."""
    pins = lower_bounds(requirements())
    for argument in arguments:
        name, equals, version = argument.partition("==")
        if not equals or name.lower() not in pins:
            print(f"{argument}: expected NAME==VERSION; dependencies: {', '.join(pins)}", file=sys.stderr)
            return 2
        pins[name.lower()] = pins[name.lower()].partition("==")[0] + f"=={version}"
    with tempfile.TemporaryDirectory(prefix="mwaa_tf-lower-bounds-") as scratch:
        try:
            python = install(list(pins.values()), Path(scratch) / "environment")
        except subprocess.CalledProcessError:
            print("pip cannot install these versions together", file=sys.stderr)
            return 1
        differences = list(compare(python, Path(scratch)))
    print("\n".join(differences) or f"Python {sys.version.split()[0]}: the lower bounds are true")
    return 1 if differences else 0


def install(pins: Sequence[str], folder: Path) -> Path:
    """Make an environment in ``folder`` with ``pins`` and the package, and return its Python."""
    print("\n".join(pins), flush=True)
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / "bin" / "python"
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--prefer-binary"]
    subprocess.run([*pip, *pins], check=True)
    # `pins` has what builds the wheel; in an isolated build, pip would take its newest release.
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", str(REPOSITORY)], check=True)
    return python


def compare(python: Path, scratch: Path) -> Iterator[str]:
    """Run all steps with ``python`` and with this Python; yield what failed and what differs."""
    folders = {}
    for name, interpreter in (("pinned", sys.executable), ("lowest", str(python))):
        folders[name] = prepare(scratch / name)
        for step in STEPS:
            print(f"{name}: mwaa_tf {' '.join(step.arguments)}", flush=True)
            if failure := run(step, interpreter, folders[name]):
                yield f"{name}: {failure}"
                return
    yield from differences(folders["pinned"], folders["lowest"])


def prepare(folder: Path) -> Path:
    """The inputs of the steps in ``folder``."""
    folder.mkdir()
    shutil.copy(REPOSITORY / "examples" / "smallest" / "mwaa.yaml", folder)
    shutil.copytree(REPOSITORY / "tests" / "review" / "plans", folder / "plans")
    shutil.copytree(REPOSITORY / "tests" / "embed" / "fixtures" / "single-root", folder / "repository")
    (folder / "printed").mkdir()
    return folder


def run(step: Step, python: str, folder: Path) -> str | None:
    """Run ``step`` in ``folder`` and keep what it prints in a file there. Returns what went wrong."""
    # The installed package, not the checkout.
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    ran = subprocess.run(
        [python, "-I", "-m", "mwaa_tf", *step.arguments],
        cwd=folder,
        env={**environ, "COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode != step.exit_code:
        return f"{step.name}: exit code {ran.returncode} instead of {step.exit_code}\n{ran.stdout}{ran.stderr}"
    if step.repeatable:
        (folder / "printed" / step.name).write_text(ran.stdout, "utf-8")
    return None


def differences(first: Path, second: Path) -> Iterator[str]:
    """Each file that is not the same below both folders, with the first lines of the difference."""
    names = {path.relative_to(root) for root in (first, second) for path in root.rglob("*") if path.is_file()}
    for name in sorted(names):
        before, after = (_lines(root / name, root) for root in (first, second))
        if before != after:
            diff = difflib.unified_diff(before, after, f"pinned/{name}", f"lowest/{name}", lineterm="", n=0)
            yield "\n".join(line[:200] for line in list(diff)[:12])


def _lines(file: Path, root: Path) -> list[str]:
    return file.read_text("utf-8").replace(str(root), "").splitlines() if file.is_file() else []


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
