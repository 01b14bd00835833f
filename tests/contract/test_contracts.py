"""Calls that cannot work are found before anything is written."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from mwaa_tf import build_blueprint, render_deployment
from mwaa_tf.blueprint import Blueprint, ModuleCall, ModuleValue, Output, RemoteValue, Workspace
from mwaa_tf.contract import ContractError, check_contracts, contract_of
from mwaa_tf.contract.parse import read_module
from mwaa_tf.contract.read import fingerprint
from mwaa_tf.contract.types import parse_type, type_mismatches
from mwaa_tf.errors import MwaaTfError
from tests.support import REPOSITORY, deployment, many

MODULES = REPOSITORY / "modules"
ENVIRONMENT = "2-environments/data-etl"


def changed(path: str, **changes: Any) -> Blueprint:
    plan = build_blueprint(deployment())
    workspaces = tuple(
        replace(workspace, **changes) if workspace.path == path else workspace for workspace in plan.workspaces
    )
    return replace(plan, workspaces=workspaces)


def with_arguments(path: str, without: str = "", **arguments: Any) -> Blueprint:
    call = build_blueprint(deployment()).by_path[path].calls[0]
    groups: tuple[Mapping[str, Any], ...] = (
        {name: value for name, value in {**call.arguments, **arguments}.items() if name != without},
    )
    return changed(path, calls=(replace(call, groups=groups),))


def breaches(plan: Blueprint) -> list[str]:
    with pytest.raises(ContractError) as caught:
        check_contracts(plan, MODULES)
    return str(caught.value).splitlines()


def test_the_blueprint_as_it_is_keeps_every_contract() -> None:
    check_contracts(build_blueprint(deployment()), MODULES)


def test_an_unknown_input_is_named_with_the_nearest_known_one() -> None:
    assert breaches(with_arguments(ENVIRONMENT, subnet_id="x")) == [
        f"{ENVIRONMENT}: module environment (environment): input subnet_id is not known, did you mean subnet_ids?"
    ]


def test_a_missing_input_is_named() -> None:
    assert breaches(with_arguments("3-endpoints/data-etl", without="vpc_id")) == [
        "3-endpoints/data-etl: module environment_endpoints (environment-endpoints): input vpc_id is required",
        "3-endpoints/data-etl: reads output vpc_id of 1-network but does not use it",
    ]


def test_an_unknown_key_of_an_object_is_named_which_terraform_would_drop_in_silence() -> None:
    assert breaches(with_arguments(ENVIRONMENT, capacity={"min_worker": 1}))[0].startswith(
        f"{ENVIRONMENT}: module environment (environment): input capacity.min_worker is not known; known are "
    )


def test_a_missing_key_deep_in_an_object_is_named() -> None:
    assert breaches(with_arguments(ENVIRONMENT, airflow={"plugins": {"object_version": "1"}})) == [
        f"{ENVIRONMENT}: module environment (environment): input airflow.plugins.path is required"
    ]


def test_an_output_that_no_module_has_is_named() -> None:
    outputs = (Output("arn", "", ModuleValue("environment", "arm")),)

    found = breaches(changed(ENVIRONMENT, outputs=outputs))

    assert f"{ENVIRONMENT}: uses output arm, which module environment does not have, did you mean arn?" in found
    assert (
        "3-endpoints/data-etl: reads output security_group_reference, which 2-environments/data-etl does not have"
        in found
    ), "who reads what is gone is told, too"


def test_a_read_of_an_output_that_is_not_there_is_named() -> None:
    reads = build_blueprint(deployment()).by_path[ENVIRONMENT].reads
    gone = (replace(reads[0], outputs=("private_subnet_ids", "vpc_idd")),)

    assert f"{ENVIRONMENT}: reads output vpc_idd, which 1-network does not have, did you mean vpc_id?" in breaches(
        changed(ENVIRONMENT, reads=gone)
    )


def test_a_use_without_a_read_and_of_a_call_that_is_none_are_named() -> None:
    found = breaches(with_arguments(ENVIRONMENT, vpc_id=RemoteValue("elsewhere", "x"), tags=ModuleValue("none", "y")))

    assert f"{ENVIRONMENT}: uses local.elsewhere, which is not read" in found
    assert f"{ENVIRONMENT}: uses module.none, which is not called" in found


def _without_a_read(workspace: Workspace) -> Workspace:
    return replace(workspace, reads=())


def _reading_less(workspace: Workspace) -> Workspace:
    return replace(workspace, reads=(replace(workspace.reads[0], outputs=("vpc_id",)),))


def _reading_another(workspace: Workspace) -> Workspace:
    read = replace(workspace.reads[0], workspace="2-environments/team0-env0")
    return replace(workspace, reads=(read,))


def _with_another_output(workspace: Workspace) -> Workspace:
    return replace(workspace, outputs=(Output("arn", "", ModuleValue("environment", "arm")),))


def _called_otherwise(workspace: Workspace) -> Workspace:
    return replace(workspace, calls=(replace(workspace.calls[0], name="other"),))


def _setting(**arguments: Any) -> Callable[[Workspace], Workspace]:
    def changed(workspace: Workspace) -> Workspace:
        call = workspace.calls[0]
        return replace(workspace, calls=(replace(call, groups=(*call.groups, arguments)),))

    return changed


@pytest.mark.parametrize("wrong", [{0}, {1}, {2}, {0, 2}, {0, 1, 2}], ids=str)
@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_without_a_read, "uses local.network, which is not read"),
        (_reading_less, "uses local.network.private_subnet_ids without reading it"),
        (_reading_another, "reads output vpc_id, which 2-environments/team0-env0 does not have"),
        (_with_another_output, "uses output arm, which module environment does not have"),
        (_called_otherwise, "uses module.environment, which is not called"),
        (_setting(subnet=1), "input subnet is not known"),
        (_setting(capacity={"workers": 1}), "input capacity.workers is not known"),
        (_setting(airflow={"plugins": {}}), "input airflow.plugins.path is required"),
        (_setting(execution_role={"policy_arns": [RemoteValue("network", "x")]}), "uses local.network.x without"),
        (_setting(name=ModuleValue("environment", "x")), "uses output x, which module environment does not have"),
    ],
)
def test_a_fault_is_found_in_each_of_many_workspaces_that_are_alike(
    change: Callable[[Workspace], Workspace], message: str, wrong: set[int]
) -> None:
    plan = build_blueprint(many(1, 3))
    paths = {f"2-environments/team0-env{number}" for number in wrong}

    found = breaches(
        replace(
            plan,
            workspaces=tuple(change(each) if each.path in paths else each for each in plan.workspaces),
        )
    )

    assert {line.partition(":")[0] for line in found if message in line and line.startswith("2-")} == paths


def test_a_broken_contract_stops_the_render_before_the_first_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = with_arguments(ENVIRONMENT, nonsense=1)
    monkeypatch.setattr("mwaa_tf.blueprint.build_blueprint", lambda _: broken)

    with pytest.raises(ContractError, match="input nonsense is not known"):
        render_deployment(deployment(), tmp_path)

    assert not list(tmp_path.iterdir())


def test_other_peoples_modules_are_read_with_python_hcl2(tmp_path: Path) -> None:
    for name in ("network", "subnet-share", "environment", "environment-endpoints"):
        (tmp_path / name).mkdir()
        for file in (MODULES / name).glob("*.tf"):
            (tmp_path / name / file.name).write_bytes(file.read_bytes())
    variables = tmp_path / "environment/variables.tf"
    variables.write_text(variables.read_text().replace('variable "name"', 'variable "title"'))

    with pytest.raises(ContractError) as caught:
        check_contracts(build_blueprint(deployment()), tmp_path)

    assert "input name is not known" in str(caught.value)
    assert "input title is required" in str(caught.value)


def test_the_index_says_what_the_modules_say() -> None:
    for folder in (path.parent for path in MODULES.glob("*/versions.tf")):
        assert contract_of(folder) == read_module(folder)


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "cannot be read as a module"),
        ({"README.md": ""}, "has no .tf file"),
        ({"main.tf": 'variable "x" {\n  type = \n}\n'}, "main.tf:.*not valid HCL"),
        ({"main.tf": "\x00\x01"}, "main.tf:.*not valid HCL"),
    ],
)
def test_a_module_that_cannot_be_read_is_an_error_in_words(tmp_path: Path, files: dict[str, str], message: str) -> None:
    for name in ("network", "subnet-share", "environment", "environment-endpoints"):
        if files:
            (tmp_path / name).mkdir()
        for file, text in files.items():
            (tmp_path / name / file).write_text(text)

    with pytest.raises(MwaaTfError, match=message):
        check_contracts(build_blueprint(deployment()), tmp_path)


@pytest.mark.parametrize(
    ("target", "message"),
    [("pipe", "is not a plain file"), ("/dev/zero", "is not a plain file"), ("gone", "No such file or directory")],
)
def test_a_pipe_or_a_device_in_a_module_is_named_and_not_read(target: str, message: str, tmp_path: Path) -> None:
    module = tmp_path / "network"
    module.mkdir()
    (module / "main.tf").write_text('variable "x" {}\n')
    if target == "pipe":
        os.mkfifo(module / "other.tf")
    else:
        (module / "other.tf").symlink_to(target)

    for read in (contract_of, fingerprint, read_module):
        with pytest.raises(MwaaTfError, match=rf"other\.tf: .*{message}"):
            read(module)


def test_a_folder_that_ends_like_a_file_is_no_file_of_the_module(tmp_path: Path) -> None:
    (tmp_path / "folder.tf").mkdir()
    (tmp_path / "main.tf").write_text('variable "x" {}\n')

    assert list(read_module(tmp_path).variables) == ["x"]


def test_types_are_read_with_their_defaults_skipped() -> None:
    kind = parse_type(
        "object({ a = string, b = optional(list(object({ c = number })), [{ c = 1 }]), d = map(string), "
        'e = optional(string, "}),(") })'
    )

    assert kind.fields is not None
    assert {name: optional for name, (_, optional) in kind.fields.items()} == {
        "a": False,
        "b": True,
        "d": False,
        "e": True,
    }
    assert list(type_mismatches({"a": "", "b": [{"x": 1}], "d": {"anything": ""}}, kind, "v")) == [
        "v.b[0].x is not known; known are c",
        "v.b[0].c is required",
    ]


def test_workspaces_know_only_the_modules_they_call() -> None:
    plan = build_blueprint(deployment())
    lost = changed("1-network", calls=plan.by_path["1-network"].calls[:1])

    assert "1-network: uses module.subnet_share, which is not called" in breaches(lost)
    assert isinstance(plan.by_path["1-network"], Workspace)
    assert isinstance(plan.by_path["1-network"].calls[0], ModuleCall)
