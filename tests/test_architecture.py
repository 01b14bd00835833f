"""What docs/architecture.md promises about the source: layers, cycles, names, sizes, and who may touch the outside."""

from __future__ import annotations

import ast
import math
import statistics
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.support import REPOSITORY

#: From top to bottom. A package imports only from lines below its own, and its own modules; the last line has helpers,
#: which may use each other.
LAYERS = (
    ("__main__",),
    ("cli",),
    ("rehearsal",),
    ("access", "permissions", "succession", "upgrade"),
    ("doctor", "embed", "graph", "lifecycle", "review"),
    ("render",),
    ("constructs", "pipelines"),
    ("aws",),
    ("contract", "module_sources"),
    ("blueprint",),
    ("config",),
    ("local_aws",),
    ("hcl", "iam", "terraform"),
    ("mwaa",),
    (
        "airflow_rest",
        "arn",
        "aws_errors",
        "compiled_templates",
        "concurrency",
        "diagnostics",
        "errors",
        "files",
        "installation",
        "junit",
        "lazy_names",
        "lazy_pattern",
        "markup",
        "plugins",
        "secret_values",
        "signals",
        "temporary",
        "text",
        "troubleshooting",
        "user_cache",
        "versions",
    ),
)

#: The only packages that import these when they are imported themselves; all others do it inside a function.
HEAVY = {
    "boto3": (),
    "botocore": ("local_aws",),
    "cdktf": ("constructs",),
    "cdktn": ("constructs",),
    "moto": ("local_aws",),
    "rich": (),
}

PROCESS_MODULES = ("subprocess", "multiprocessing", "pty", "webbrowser")
PROCESS_FUNCTIONS = ("system", "popen", "fork", "forkpty", "posix_spawn", "posix_spawnp", "startfile")
PROCESS_PREFIXES = ("exec", "spawn")

MOST_LINES = 300
MEDIAN_LINES = 7
P99_LINES = 34

_LEVEL = {package: level for level, packages in enumerate(LAYERS) for package in packages}
_HELPERS = len(LAYERS) - 1

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Import:
    """An import of ``module`` at ``line``; ``lazy`` inside a function or for the type checker alone."""

    module: str
    line: int
    lazy: bool


@dataclass(frozen=True)
class Source:
    """A module of the package."""

    path: Path
    tree: ast.Module
    lines: int

    @property
    def name(self) -> str:
        """The dotted name: ``mwaa_tf.render`` for ``mwaa_tf/render/__init__.py``."""
        return ".".join(self.path.with_suffix("").parts).removesuffix(".__init__")

    @property
    def package(self) -> str:
        """What the layers call it; empty for ``mwaa_tf`` itself."""
        return _package(self.name)

    @property
    def nodes(self) -> Iterator[ast.AST]:
        """All of its syntax."""
        return ast.walk(self.tree)


def test_every_package_has_a_layer() -> None:
    assert {source.package for source in sources()} - {""} <= _LEVEL.keys()


def test_no_import_runs_upwards() -> None:
    upwards = [
        f"{source.path}:{imported.line}: {source.package} imports {imported.module}"
        for source in sources()
        for imported in imports(source)
        if source.package and not _allowed(source.package, _package(imported.module))
    ]
    assert not upwards, "\n".join(["upward or sideways imports:", *upwards])


def test_the_facts_import_nothing() -> None:
    assert not [
        imported.module
        for source in sources()
        if source.package == "mwaa"
        for imported in imports(source)
        if imported.module.startswith("mwaa_tf") and _package(imported.module) != "mwaa"
    ]


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {source.name: {imported.module for imported in imports(source)} for source in sources() if source.package}
    circles = [" <-> ".join(sorted(circle)) for circle in _circles(graph)]
    assert not circles, "\n".join(["import cycles:", *circles])


def test_no_object_changes_its_class() -> None:
    assignments = [
        f"{source.path}:{ast.unparse(node)}" for source in sources() for node in source.nodes if _assigns_class(node)
    ]
    assert not assignments, "\n".join(["assignments of __class__:", *assignments])


def test_a_class_name_is_used_once() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for source in sources():
        for node in source.nodes:
            if isinstance(node, ast.ClassDef):
                places[node.name].append(f"{source.path}:{node.lineno}")
    repeated = [f"{name}: {', '.join(found)}" for name, found in sorted(places.items()) if len(found) > 1]
    assert not repeated, "\n".join(["class names that are not unique:", *repeated])


def test_a_file_holds_one_idea() -> None:
    long = [f"{source.path}: {source.lines} lines" for source in sources() if source.lines > MOST_LINES]
    assert not long, "\n".join([f"files over {MOST_LINES} lines:", *long])


def test_functions_are_short() -> None:
    functions = sorted(
        (node.end_lineno - node.lineno + 1, f"{source.path}:{node.lineno}: {node.name}")
        for source in sources()
        for node in source.nodes
        if isinstance(node, Function) and node.end_lineno
    )
    lengths = [length for length, _ in functions]
    longest = [f"{length} lines: {place}" for length, place in functions[-30:] if length > P99_LINES]
    p99 = lengths[math.ceil(0.99 * len(lengths)) - 1]
    assert statistics.median(lengths) <= MEDIAN_LINES
    assert p99 <= P99_LINES, "\n".join([f"99 of 100 functions have up to {p99} lines; the longest:", *longest])


def test_only_terraform_starts_processes() -> None:
    starts = [
        f"{source.path}:{line}: {what}"
        for source in sources()
        if source.package != "terraform"
        for line, what in _process_starts(source)
    ]
    assert not starts, "\n".join(["processes are started outside mwaa_tf/terraform:", *starts])


def test_only_temporary_creates_temporary_folders() -> None:
    """Its folders are deleted even after a kill, by the next run."""
    users = [
        f"{source.path}:{imported.line}"
        for source in sources()
        for imported in imports(source)
        if imported.module.partition(".")[0] == "tempfile" and source.package != "temporary"
    ]
    assert not users, "\n".join(["tempfile is imported outside mwaa_tf/temporary.py:", *users])


def test_only_aws_and_the_local_aws_create_clients() -> None:
    created = [
        f"{source.path}:{line}: {what}"
        for source in sources()
        if source.package not in ("aws", "local_aws", "rehearsal")
        for line, what in _client_makers(source)
    ]
    assert not created, "\n".join(["clients of AWS are created outside mwaa_tf/aws.py:", *created])


def test_what_is_heavy_is_imported_inside_the_function_that_needs_it() -> None:
    early = [
        f"{source.path}:{imported.line}: {imported.module}"
        for source in sources()
        for imported in imports(source)
        if not imported.lazy and source.package not in HEAVY.get(imported.module.partition(".")[0], (source.package,))
    ]
    assert not early, "\n".join(["heavy imports at the top of a module:", *early])


def test_no_test_imports_a_fixture() -> None:
    """pytest makes an imported fixture once for each module that imports it, whatever its scope says."""
    trees = {path: ast.parse(path.read_text("utf-8")) for path in (REPOSITORY / "tests").rglob("*.py")}
    fixtures = {
        (".".join(path.relative_to(REPOSITORY).with_suffix("").parts), function.name)
        for path, tree in trees.items()
        for function in tree.body
        if isinstance(function, ast.FunctionDef)
        and any(ast.unparse(decorator).startswith("pytest.fixture") for decorator in function.decorator_list)
    }
    assert ("tests.browser", "browser") in fixtures

    assert [
        f"{path.relative_to(REPOSITORY)}:{node.lineno}: {alias.name} of {node.module}"
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if (node.module, alias.name) in fixtures
    ] == []


@cache
def sources() -> tuple[Source, ...]:
    """All modules of the package, by path relative to the checkout."""
    found = []
    for file in sorted((REPOSITORY / "mwaa_tf").rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        found.append(Source(file.relative_to(REPOSITORY), ast.parse(text), len(text.splitlines())))
    return tuple(found)


@cache
def imports(source: Source) -> tuple[Import, ...]:
    """All imports of ``source``, also those inside functions and those for the type checker."""
    return tuple(_imports(source.tree, lazy=False))


def _imports(node: ast.AST, *, lazy: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (Import(alias.name, child.lineno, lazy) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            assert child.level == 0, "imports are absolute"
            yield from (Import(_imported(child.module or "", alias.name), child.lineno, lazy) for alias in child.names)
        else:
            yield from _imports(child, lazy=lazy or isinstance(child, Function) or _for_type_checker(child))


def _imported(module: str, name: str) -> str:
    """``from mwaa_tf.render import diff`` imports a module where there is one of that name."""
    return f"{module}.{name}" if f"{module}.{name}" in _modules() else module


@cache
def _modules() -> frozenset[str]:
    return frozenset(source.name for source in sources())


def _for_type_checker(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def _package(module: str) -> str:
    """``render`` for ``mwaa_tf.render.diff``; empty for ``mwaa_tf`` and for what is not ours."""
    root, _, rest = module.partition(".")
    return rest.partition(".")[0] if root == "mwaa_tf" else ""


def _allowed(importer: str, imported: str) -> bool:
    if imported in ("", importer):
        return True
    return _LEVEL[imported] > _LEVEL[importer] or _LEVEL[imported] == _LEVEL[importer] == _HELPERS


def _circles(graph: dict[str, set[str]]) -> list[set[str]]:
    """The strongly connected components of more than one module, and modules that import themselves."""
    reachable = {module: _reachable(graph, module) for module in graph}
    circles = {
        frozenset(other for other in reachable[module] if module in reachable.get(other, ())) for module in graph
    }
    return sorted((set(circle) for circle in circles if circle), key=sorted)


def _reachable(graph: dict[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    waiting = list(graph[start])
    while waiting:
        module = waiting.pop()
        if module in graph and module not in seen:
            seen.add(module)
            waiting.extend(graph[module])
    return seen


def _assigns_class(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(isinstance(target, ast.Attribute) and target.attr == "__class__" for target in targets)
    return (
        isinstance(node, ast.Call)
        and any(isinstance(argument, ast.Constant) and argument.value == "__class__" for argument in node.args)
        and "setattr" in ast.unparse(node.func)
    )


def _process_starts(source: Source) -> Iterator[tuple[int, str]]:
    for imported in imports(source):
        if imported.module.partition(".")[0] in PROCESS_MODULES:
            yield imported.line, imported.module
    for node in source.nodes:
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "os":
            if node.attr in PROCESS_FUNCTIONS or node.attr.startswith(PROCESS_PREFIXES):
                yield node.lineno, f"os.{node.attr}"
        elif isinstance(node, ast.Name | ast.Attribute):
            name = node.id if isinstance(node, ast.Name) else node.attr
            if name == "ProcessPoolExecutor" or name.startswith("create_subprocess"):
                yield node.lineno, name


def _client_makers(source: Source) -> Iterator[tuple[int, str]]:
    for imported in imports(source):
        if imported.module.startswith(("boto3", "botocore.session", "botocore.client")):
            yield imported.line, imported.module
    for node in source.nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "create_client":
            yield node.lineno, "create_client()"
