"""What a person sees in a terminal: something at once, one line after Ctrl-C, and sentences that are not cut."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from mwaa_tf.cli import cli
from tests.cli.commands import all_commands
from tests.cli.terminal import run_in_terminal
from tests.support import REPOSITORY, render, run

#: Arguments with which each command begins to work, not only to say what is missing.
ARGUMENTS = {
    "adopt": (),
    "apply": ("--yes",),
    "check": (),
    "destroy": ("--confirm", "analytics"),
    "doctor": (),
    "embed": ("--into", "repository"),
    "graph": (),
    "init": ("-c", "new.yaml"),
    "login": ("data-etl",),
    "plan": (),
    "rehearse": ("--until", "1"),
    "render": (),
    "review": ("plan.json",),
    "schema": (),
    "status": (),
    "upgrade": ("data-etl", "--to", "3.3.1", "--yes"),
    "succession": ("data-etl",),
}
#: Of the group `dags`, which does nothing by itself.
NESTED = {"dags bisect": ()}

#: Modules that take longer to import than a person should wait without seeing anything.
HEAVY = ("pydantic", "boto3", "botocore", "moto", "rich", "jinja2", "hcl2", "mwaa_tf.config", "mwaa_tf.blueprint")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "mwaa.yaml").write_bytes((REPOSITORY / "examples/smallest/mwaa.yaml").read_bytes())
    (tmp_path / "repository").mkdir()
    (tmp_path / "plan.json").write_text('{"format_version": "1.2", "resource_changes": []}')
    render(tmp_path)
    return tmp_path


def test_every_command_is_tried() -> None:
    assert {*ARGUMENTS, *NESTED} == {name for name, _ in all_commands()}


@pytest.mark.parametrize("command", ARGUMENTS)
def test_a_command_shows_at_once_that_it_runs_and_ctrl_c_ends_with_one_line(command: str, folder: Path) -> None:
    session = run_in_terminal(command, *ARGUMENTS[command], cwd=folder, interrupt=bool)

    assert session.first == f"mwaa_tf {command} is running ..."
    assert session.exit_code == 130
    assert session.lines == ["Interrupted."]


@pytest.mark.parametrize("command", [*ARGUMENTS, *NESTED])
def test_nothing_heavy_is_imported_before_that(command: str) -> None:
    program = (
        "import sys, click; from mwaa_tf.cli import cli\n"
        "command = cli\n"
        f"for name in {command.split()}: command = command.get_command(click.Context(command), name)\n"
        f"print(*[module for module in {HEAVY} if module in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout == "\n"


def test_what_was_shown_first_is_gone_in_the_end(folder: Path) -> None:
    session = run_in_terminal("render", cwd=folder)

    assert session.exit_code == 0
    assert re.fullmatch("generated/analytics: 3 workspaces; files: [0-9]+ unchanged", session.lines[0])
    assert len(session.lines) == 1


def test_a_pipe_gets_nothing_of_it(folder: Path) -> None:
    assert run("render", cwd=folder).stderr == ""


def test_ctrl_c_at_a_question_ends_with_one_line(folder: Path) -> None:
    session = run_in_terminal("init", "-c", "new.yaml", cwd=folder, interrupt=lambda text: "[" in text.split("...")[-1])

    assert session.exit_code == 130
    assert session.lines[-1] == "Interrupted."
    assert "Traceback" not in session.raw
    assert not (folder / "new.yaml").exists()


@pytest.mark.slow
@pytest.mark.terraform
@pytest.mark.parametrize("moment", ["Starting a local AWS", "initialised", "Stage 1: applying"])
def test_ctrl_c_ends_a_rehearsal_in_every_phase(moment: str, folder: Path) -> None:
    session = run_in_terminal("rehearse", "--until", "1", cwd=folder, interrupt=lambda text: moment in text)

    assert session.exit_code == 130
    assert session.lines[-1].startswith("Interrupted.")
    assert "Traceback" not in session.raw


@pytest.mark.slow
@pytest.mark.terraform
def test_ctrl_c_ends_a_check_that_runs_terraform(folder: Path) -> None:
    started = run_in_terminal("check", cwd=folder, interrupt=lambda text: "running" in text)

    assert (started.exit_code, started.lines) == (130, ["Interrupted."])


@pytest.mark.slow
@pytest.mark.terraform
def test_what_is_kept_has_no_bar_below_it(folder: Path) -> None:
    session = run_in_terminal(
        "rehearse",
        *("--until", "1", "--keep"),
        cwd=folder,
        interrupt=lambda text: "terraform state list" in text,
        timeout=300,
    )

    kept = session.raw.index("All resources are kept until Ctrl-C")
    below = session.raw[kept : session.raw.index("terraform state list")]
    assert not re.search("━|planning|0:00:", below)
    assert session.exit_code == 0
    assert re.search(
        r"analytics: rehearsed with Terraform [0-9.]+ in [0-9.]+ s: [0-9]+ resources applied in 1 workspace",
        " ".join(session.raw.split()),
    )


@pytest.mark.parametrize("columns", [60, 70, 80])
def test_no_line_of_help_is_cut(columns: int) -> None:
    for name, command in [("", cli), *all_commands()]:
        context = click.Context(command, info_name=f"mwaa_tf {name}", terminal_width=columns)
        text = command.get_help(context)

        assert all(len(line) <= columns for line in text.splitlines()), name
        # What may be repeated is followed by dots, as in `[KEY]...`.
        assert not re.search(r"(?<![A-Z\][])\.\.\.(?!\])", text), name
        for parameter in command.params:
            if isinstance(parameter, click.Option) and parameter.help and not parameter.hidden:
                # Without blanks: a line may break after a hyphen, too.
                assert "".join(parameter.help.split()) in "".join(text.split()), (name, parameter.name)


def test_the_list_of_commands_has_their_whole_sentences_at_60_columns() -> None:
    context = click.Context(cli, info_name="mwaa_tf", terminal_width=60)
    joined = " ".join(cli.get_help(context).split())

    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command
        assert f" {name} {command.get_short_help_str(1000)}" in joined
        assert not command.get_short_help_str(1000).endswith("...")
