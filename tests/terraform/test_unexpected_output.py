"""Output that Terraform does not document is an error of the workspace, which names the command and the line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mwaa_tf.terraform import RootModule, Terraform, TerraformError
from mwaa_tf.terraform.diagnostics import errors_of

SUMMARY = '{"type": "change_summary", "changes": {"add": 1, "change": 0, "remove": 0, "operation": "apply"}}'

Make = Callable[[str], RootModule]


@pytest.fixture
def printing(tmp_path: Path) -> Iterator[Make]:
    """Makes a root module in `network` whose Terraform ends well and prints a text, whatever it is asked for."""
    program, output, folder = tmp_path / "terraform", tmp_path / "output", tmp_path / "network"
    version = '{"terraform_version": "1.11.4", "platform": "linux_amd64", "terraform_outdated": false}'
    program.write_text(f"#!/bin/sh\ncase $1 in\nversion) echo '{version}' ;;\n*) cat '{output}' ;;\nesac\n")
    program.chmod(0o755)
    folder.mkdir()
    with Terraform({"MWAA_TF_TERRAFORM": str(program), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}) as terraform:

        def make(text: str) -> RootModule:
            output.write_text(text, "utf-8")
            return RootModule(terraform, folder)

        yield make


def error_of(call: Callable[[], object]) -> str:
    with pytest.raises(TerraformError) as caught:
        call()
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("command", ["apply", "refresh", "destroy"])
def test_an_apply_that_does_not_say_what_it_did_is_an_error(printing: Make, command: str) -> None:
    module = printing('{"type": "version"}\n')
    name = "apply" if command == "refresh" else command
    assert error_of(getattr(module, command)) == (
        f"terraform {name} in {module.folder}: exit code 0, but its output is not understood: it has no change_summary"
    )


@pytest.mark.parametrize(
    "line",
    [
        '{"type": "planned_change"}',
        '{"type": "planned_change", "change": null}',
        '{"type": "planned_change", "change": {"resource": null, "action": "create"}}',
        '{"type": "planned_change", "change": {"resource": {"addr": null}, "action": "create"}}',
        '{"type": "planned_change", "change": {"resource": {"addr": "a"}, "action": ["create"]}}',
        '{"type": "apply_start", "hook": []}',
        '{"type": "apply_complete", "hook": {"resource": {"addr": "a"}, "action": "create", "elapsed_seconds": []}}',
        '{"type": "apply_complete", "hook": {"resource": {"addr": "a"}, "action": "create", "elapsed_seconds": 1e999}}',
        '{"type": "change_summary", "changes": {"add": null, "change": 0, "remove": 0, "operation": "apply"}}',
        '{"type": "change_summary", "changes": 3}',
        '{"type": "outputs", "outputs": {"id": 7}}',
        '{"type": "outputs", "outputs": []}',
        '{"type": "diagnostic", "diagnostic": "text"}',
        '{"type": "diagnostic"}',
    ],
)
def test_a_message_in_another_shape_is_named_once_terraform_has_ended(printing: Make, line: str) -> None:
    module = printing(f"{line}\n{SUMMARY}\n")
    for call, command in ((module.plan, "plan"), (module.apply, "apply"), (module.destroy, "destroy")):
        message = error_of(call)
        kind = json.loads(line)["type"]
        assert message.startswith(f"terraform {command} in {module.folder}: exit code 0, but its output is not underst")
        assert message.endswith(f"this {kind} lacks what Terraform documents for it: {line}")


def test_the_line_is_cut_and_harmless_for_a_terminal(printing: Make) -> None:
    message = error_of(lambda: printing("oops \x1b[31mred " + "x" * 10_000).pull_state())
    assert "oops \\x1b[31mred xxx" in message
    assert message.endswith("…")
    assert len(message) < 600


@pytest.mark.parametrize("text", ["Initializing...\n", "null\n", "[]", "{", "[" * 100_000])
def test_a_text_that_is_no_json_object_is_named_with_its_command(printing: Make, text: str) -> None:
    module = printing(text)
    plan = module.folder / "plan"
    for call, command in (
        (module.pull_state, "state pull"),
        (lambda: module.show(plan), "show -json"),
        (lambda: module.show_text(plan), "show -json"),
        (module.resources, "show -json"),
        (module.outputs, "output -json"),
    ):
        message = error_of(call)
        assert message.startswith(f"terraform {command} in {module.folder}: exit code 0, but its output is not underst")
        assert ("Initializing..." in message) == text.startswith("Init")


@pytest.mark.parametrize(
    "change",
    [
        {"resource_changes": None},
        {"resource_changes": [None]},
        {"resource_changes": [{"address": "a", "mode": "managed", "type": "t"}]},
        {"resource_changes": [{"address": "a", "mode": "managed", "type": "t", "change": {"actions": None}}]},
        {"output_changes": {"id": None}},
    ],
)
def test_a_plan_in_another_shape_says_where_and_shows_no_value(printing: Make, change: dict[str, object]) -> None:
    plan = json.dumps({"variables": {"password": {"value": "swordfish"}}, **change})
    message = error_of(lambda: printing(plan).show_text(Path("plan")))
    assert next(iter(change)) in message
    assert "swordfish" not in message


@pytest.mark.parametrize("state", [{"serial": None}, {"serial": "3"}, {"lineage": 3}, {"resources": None}])
def test_a_state_in_another_shape_says_where(printing: Make, state: dict[str, object]) -> None:
    assert next(iter(state)) in error_of(lambda: printing(json.dumps(state)).pull_state())


def test_no_state_is_no_error(printing: Make) -> None:
    assert printing("\n").pull_state() == ""


@pytest.mark.parametrize("diagnostic", ['"text"', "null", '{"range": 3}', '{"range": {"start": null}}'])
def test_an_error_in_another_shape_is_still_an_error(diagnostic: str) -> None:
    (error,) = errors_of(f'{{"type": "diagnostic", "diagnostic": {diagnostic}, "@message": "Error: no way"}}')
    assert (error.severity, error.summary) == ("error", "Error: no way")
