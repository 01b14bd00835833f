"""Which tests should notice a fault: those of its package first, then those of the packages that import it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from tools.documents import REPOSITORY
from tools.mutation.mutant import Mutant

QUICK = "not slow and not long and not terraform"
THOROUGH = "not long and (slow or terraform)"

#: Packages that import a faulty one and whose tests run too: the nearest, for the farther ones know less of it.
_NEAREST = 4

#: Tests that compare modules with what was generated from them notice any change, and no fault.
_NOT_FRESHNESS = "not fresh and not columns and not generated"

#: Tests of all modules at once: in half a minute they notice nearly all that any test of a module does.
_OF_ALL_MODULES = ("values", "condition_edges", "edges", "order")

#: Arguments of pytest: files and folders, then what selects among their tests.
Selection = tuple[str, ...]


def selections(mutant: Mutant, *, quick: bool = False) -> Sequence[Selection]:
    """Sets of tests for ``mutant``, in the order in which they should run; ``quick`` leaves out slow ones."""
    by_language = _for_hcl(mutant) if mutant.language == "hcl" else _for_python(mutant)
    return by_language[:-1] if quick else by_language


def _for_hcl(mutant: Mutant) -> Sequence[Selection]:
    module = mutant.file.split("/")[1]
    of_all_modules = [f"tests/modules/test_{name}.py" for name in _OF_ALL_MODULES]
    return (
        tuple(of_all_modules),
        ("tests/modules/test_modules.py", "-k", f"terraform_test_passes and {module}]"),
        (
            "tests/modules",
            *(f"--ignore={file}" for file in of_all_modules),
            "-k",
            f"not terraform_test_passes and {_NOT_FRESHNESS}",
        ),
        ("tests/rehearsal/test_rehearse.py", "-k", "own_deployment or change_in_place", "-m", "not long"),
    )


def _for_python(mutant: Mutant) -> Sequence[Selection]:
    namesakes = tests_named_like(mutant)
    own = tests_of(mutant.package if mutant.package != "mwaa_tf" else mutant.file)
    near = [test for package in importers(mutant) for test in tests_of(package) if test not in own][:_NEAREST]
    return (*((*tests, "-m", QUICK) for tests in (namesakes, own, near) if tests), (*own, *near, "-m", THOROUGH))


def tests_of(package: str) -> list[str]:
    """The tests of a package or of a file directly in mwaa_tf."""
    name = Path(package).stem
    folder, file = Path("tests", name), Path("tests", f"test_{name}.py")
    return [str(path) for path in (folder, file) if (REPOSITORY / path).exists()]


def tests_named_like(mutant: Mutant) -> list[str]:
    """Files of tests whose names begin like that of the faulty file or its folder: few, and likely to notice."""
    path = Path(mutant.file)
    stem = (path.parent if path.stem == "__init__" else path).stem.strip("_")
    folders = [Path("tests", *path.parts[1:depth]) for depth in range(2, len(path.parts))]
    files = (file for folder in folders for file in (REPOSITORY / folder).glob(f"test_{stem}*.py"))
    return sorted({file.relative_to(REPOSITORY).as_posix() for file in files})


def importers(mutant: Mutant) -> list[str]:
    """The packages that import the file of ``mutant`` or something of its package, nearest first."""
    name = mutant.file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    package = mutant.package.replace("/", ".") if mutant.package != "mwaa_tf" else name
    exact: dict[str, None] = {}
    other: dict[str, None] = {}
    for importer, imports in _imports().items():
        if importer == mutant.package:
            continue
        if name in imports:
            exact[importer] = None
        elif any(module == package or module.startswith(f"{package}.") for module in imports):
            other[importer] = None
    # The command line runs everything.
    return list({**exact, **other, "mwaa_tf/cli": None})


@cache
def _imports() -> dict[str, frozenset[str]]:
    """The modules that each package imports, by its path below the checkout."""
    imports: dict[str, set[str]] = {}
    for file in sorted(REPOSITORY.glob("mwaa_tf/**/*.py")):
        path = file.relative_to(REPOSITORY)
        package = "/".join(path.parts[:2]) if len(path.parts) > 2 else path.as_posix()
        imports.setdefault(package, set()).update(_imported(ast.parse(file.read_bytes())))
    return {package: frozenset(modules) for package, modules in imports.items()}


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
