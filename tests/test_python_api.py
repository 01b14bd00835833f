"""What a Python program that uses the library relies on: names, lists, round trips, and results that can be printed."""

from __future__ import annotations

import ast
import inspect
import json
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

import pytest
from pydantic import BaseModel

import mwaa_tf
from mwaa_tf.config.examples import example
from tests.support import REPOSITORY

EXAMPLES = sorted(REPOSITORY.glob("examples/*/mwaa.yaml"))
VALID = EXAMPLES + sorted(REPOSITORY.glob("tests/config/fixtures/good/*.yaml"))


def name_of(file: Path) -> str:
    return f"{file.parent.name}-{file.stem}"


@cache
def models() -> tuple[type[BaseModel], ...]:
    """All models that a deployment consists of."""
    reachable: dict[type[BaseModel], None] = {}

    def visit(kind: Any) -> None:
        if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
            for part in get_args(kind):
                visit(part)
        elif kind not in reachable:
            reachable[kind] = None
            for field in kind.model_fields.values():
                visit(field.annotation)

    visit(mwaa_tf.Deployment)
    return tuple(reachable)


def test_every_model_of_a_deployment_is_exported() -> None:
    assert len(models()) > 30
    assert [model.__name__ for model in models() if getattr(mwaa_tf, model.__name__, None) is not model] == []
    assert {model.__name__ for model in models()} <= {*mwaa_tf.__all__}


def test_every_public_name_exists_and_has_the_type_that_type_checkers_see() -> None:
    tree = ast.parse(Path(inspect.getfile(mwaa_tf)).read_text())
    checked = next(node for node in tree.body if isinstance(node, ast.If))
    imported = {
        alias.name: node.module for node in checked.body if isinstance(node, ast.ImportFrom) for alias in node.names
    }

    assert {*imported, "__version__"} == {*mwaa_tf.__all__} <= {*dir(mwaa_tf)}
    for name, package in imported.items():
        assert package
        assert getattr(mwaa_tf, name) is getattr(sys.modules[package], name), name


ROUND_TRIPS: dict[str, Callable[[mwaa_tf.Deployment], mwaa_tf.Deployment]] = {
    "data": lambda deployment: mwaa_tf.Deployment.model_validate(deployment.model_dump()),
    "aliases": lambda deployment: mwaa_tf.Deployment.model_validate(deployment.model_dump(by_alias=True)),
    "json-data": lambda deployment: mwaa_tf.Deployment.model_validate(deployment.model_dump(mode="json")),
    "json": lambda deployment: mwaa_tf.Deployment.model_validate_json(deployment.model_dump_json()),
    "unset": lambda deployment: mwaa_tf.Deployment.model_validate(deployment.model_dump(exclude_unset=True)),
    "itself": mwaa_tf.Deployment.model_validate,
    "copy": lambda deployment: deployment.model_copy(deep=True),
    "pickle": lambda deployment: pickle.loads(pickle.dumps(deployment)),  # noqa: S301 - its own
}


@pytest.mark.parametrize("file", VALID, ids=name_of)
@pytest.mark.parametrize("way", ROUND_TRIPS)
def test_a_deployment_survives_a_round_trip(file: Path, way: str) -> None:
    deployment = mwaa_tf.load(file)

    again = ROUND_TRIPS[way](deployment)

    assert again == deployment
    assert set_fields(again) == set_fields(deployment)  # what was not set must not override a participant's defaults
    assert mwaa_tf.build_blueprint(again) == mwaa_tf.build_blueprint(deployment)


@pytest.mark.parametrize("file", EXAMPLES, ids=name_of)
@pytest.mark.parametrize("options", [{"exclude_none": True}, {"exclude_defaults": True}], ids=str)
def test_the_examples_survive_a_dump_without_nulls_and_one_without_defaults(
    file: Path, options: dict[str, Any]
) -> None:
    deployment = mwaa_tf.load(file)

    again = mwaa_tf.Deployment.model_validate(deployment.model_dump(**options))

    assert mwaa_tf.build_blueprint(again) == mwaa_tf.build_blueprint(deployment)


def test_a_dump_has_what_a_file_has_and_no_defaults() -> None:
    deployment = mwaa_tf.load(REPOSITORY / "examples/smallest/mwaa.yaml")

    assert json.loads(deployment.model_dump_json()) == {
        "name": "analytics",
        "region": "us-east-1",
        "owner": {"account_id": "111111111111"},
        "participants": [{"name": "data", "account_id": "222222222222", "environments": [{"name": "etl"}]}],
    }


def set_fields(value: Any) -> Any:
    """Which fields of ``value`` and of all models in it were set."""
    if isinstance(value, BaseModel):
        return {name: set_fields(getattr(value, name)) for name in sorted(value.model_fields_set)}
    if isinstance(value, tuple):
        return [set_fields(part) for part in value]
    return value


@pytest.mark.parametrize("file", EXAMPLES, ids=name_of)
def test_what_rendering_returns_prints_as_one_short_line(file: Path, tmp_path: Path) -> None:
    deployment = mwaa_tf.load(file)

    report = mwaa_tf.render_deployment(deployment, tmp_path, config_folder=file.parent, dry_run=True)

    workspaces = len(mwaa_tf.build_blueprint(deployment).workspaces)
    assert str(report).startswith(f"{tmp_path / deployment.name}: {workspaces} workspace")
    assert f"files: {len(report.changes.create)} created" in str(report)
    assert len(str(report).splitlines()) == 1
    assert len(str(report)) < len(str(tmp_path)) + 120
    assert "\\n" not in repr(report), "the contents of files are no part of it"


def source(kind: Any) -> str:
    """An expression that a person would write for a value of type ``kind``; a list for every list."""
    if get_origin(kind) is Annotated:
        base = get_args(kind)[0]
        if get_origin(base) is tuple or (isinstance(base, type) and issubclass(base, BaseModel)):
            return source(base)
        if isinstance(base, type) and issubclass(base, Enum):
            return str(next(f"{base.__name__}.{member.name}" for member in base))
        return repr(example(kind))
    if get_origin(kind) is tuple:
        return f"[{source(get_args(kind)[0])}]"
    if get_origin(kind) is dict:
        key, value = get_args(kind)
        return f"{{{source(key)}: {source(value)}}}"
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return constructor(kind)
    lists = [part for part in get_args(kind) if "tuple[" in str(part)]
    if lists or type(None) in get_args(kind):
        return source((lists or [part for part in get_args(kind) if part is not type(None)])[0])
    return repr(example(kind))


def constructor(model: type[BaseModel], *, but: str = "") -> str:
    """A call of ``model`` with the fields that are required, and with the field ``but``."""
    fields = {name: field for name, field in model.model_fields.items() if field.is_required() or name == but}
    arguments = ", ".join(
        f"{name}={repr(field.examples[0]) if field.examples else source(field.rebuild_annotation())}"
        for name, field in fields.items()
    )
    return f"{model.__name__}({arguments})"


def constructors() -> Iterator[str]:
    """A call of every model for every field of it."""
    for model in models():
        for name in model.model_fields:
            yield constructor(model, but=name)


PROGRAM = """
from pathlib import Path

from mwaa_tf import {names}

deployment = Deployment(
    name="analytics",
    region="us-east-1",
    owner=Owner(account_id="111111111111", network=Network(private_subnets=["10.0.0.0/24", "10.0.1.0/24"])),
    participants=[
        Participant(
            name=name,
            account_id="222222222222",
            environments=[Environment(name="etl", webserver_access_mode=AccessMode.PRIVATE_ONLY)],
        )
        for name in ("data", "ml")
    ],
)
try:
    print(render_deployment(load(Path("mwaa.yaml")), "generated"))
except (ConfigError, ContractError, ConflictError, UnreadableFileError, UnwritableFileError) as error:
    error_: MwaaTfError = error
    print(error, error.exit_code)
print([workspace.path for workspace in build_blueprint(deployment).workspaces])
"""


def test_the_constructors_of_all_models_take_lists() -> None:
    namespace = {name: getattr(mwaa_tf, name) for name in mwaa_tf.__all__}
    calls = [call for call in constructors() if not call.startswith("Deployment(")]

    assert sum("[" in call for call in calls) > 20
    for call in calls:
        eval(call, namespace)  # noqa: S307 - from the models


@pytest.mark.slow
def test_a_program_that_builds_every_model_with_lists_passes_a_strict_type_checker(tmp_path: Path) -> None:
    names = ", ".join(sorted(name for name in mwaa_tf.__all__ if name != "__version__"))
    program = tmp_path / "program.py"
    program.write_text("\n".join([PROGRAM.format(names=names), *constructors(), ""]))

    # Without the plugin of pydantic, which the users of a library need not have.
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache"), program.name],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.stdout == "Success: no issues found in 1 source file\n", checked.stdout + checked.stderr
