"""Completion in bash, zsh and fish, through the protocol that their scripts speak."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import click
import pytest
from click.shell_completion import CompletionItem

from mwaa_tf.blueprint import build_blueprint
from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.cli import _completion, cli
from mwaa_tf.config import load
from mwaa_tf.lifecycle.order import parse_stage
from mwaa_tf.local_aws.faults import FaultPlan, parse
from mwaa_tf.mwaa.airflow_versions import OFFERED
from mwaa_tf.mwaa.regions import ALL_REGIONS
from mwaa_tf.render import render_deployment
from tests.cli.commands import all_commands
from tests.support import REPOSITORY

EXAMPLE = REPOSITORY / "examples/several-participants/mwaa.yaml"


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a configuration and its workspaces."""
    folder = tmp_path_factory.mktemp("rendered")
    (folder / "mwaa.yaml").write_bytes(EXAMPLE.read_bytes())
    render_deployment(load(EXAMPLE), folder / "generated", config_folder=EXAMPLE.parent)
    return folder


def ask(line: str, folder: Path, shell: str = "bash") -> list[str]:
    """What the shell's script is answered for ``line``, whose last word is completed; a word or a kind and a word."""
    words = line.split(" ")
    variables = {
        "COMP_WORDS": " ".join(words),
        # fish passes the word itself.
        "COMP_CWORD": words[-1] if shell == "fish" else str(len(words) - 1),
        "_MWAA_TF_COMPLETE": f"{shell}_complete",
    }
    answer = subprocess.run(
        [sys.executable, "-m", "mwaa_tf"],
        cwd=folder,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.stderr == "", "it would be in the middle of the line that is typed"
    return [line for line in answer.stdout.splitlines() if line]


def words(line: str, folder: Path) -> list[str]:
    return [answer.partition(",")[2] for answer in ask(line, folder)]


def paths() -> list[str]:
    return [workspace.path for workspace in build_blueprint(load(EXAMPLE)).workspaces]


def environment_keys() -> list[str]:
    return [environment.key for environment in load(EXAMPLE).environments]


def test_commands(rendered: Path) -> None:
    assert words("mwaa_tf re", rendered) == ["rehearse", "render", "review"]
    assert words("mwaa_tf dags ", rendered) == ["bisect"]


@pytest.mark.parametrize("command", ["plan", "apply", "destroy", "status"])
def test_a_key_is_an_environment_a_stage_or_a_workspace(command: str, rendered: Path) -> None:
    stages = {path.partition("/")[0] for path in paths()}

    assert {*words(f"mwaa_tf {command} ", rendered)} == {*environment_keys(), *stages, *paths()}
    assert words(f"mwaa_tf {command} 1-network 1", rendered) == []  # given already


@pytest.mark.parametrize(
    "line", ["doctor ", "login ", "dags bisect ", "succession ", "upgrade ", "upgrade --to 3.3.1 "]
)
def test_an_environment(line: str, rendered: Path) -> None:
    assert words(f"mwaa_tf {line}", rendered) == environment_keys()


def test_a_version_of_airflow(rendered: Path) -> None:
    assert words("mwaa_tf upgrade data-etl --to 3.", rendered) == [one for one in OFFERED if one.startswith("3.")]


@pytest.mark.parametrize("line", ["apply --only ", "adopt "])
def test_a_workspace(line: str, rendered: Path) -> None:
    assert {*words(f"mwaa_tf {line}", rendered)} == {*paths()}


def test_other_configurations_and_folders_are_those_of_the_line(rendered: Path, tmp_path: Path) -> None:
    config, output = rendered / "mwaa.yaml", rendered / "generated"

    assert words(f"mwaa_tf doctor -c {config} ", tmp_path) == environment_keys()
    assert words(f"mwaa_tf doctor -c {rendered} ", tmp_path) == environment_keys()
    assert "1-network" in words(f"mwaa_tf apply -c {config} -o {output} ", tmp_path)
    assert words("mwaa_tf apply ", tmp_path) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("mwaa.yaml", '{"name": "a", "participants": [{"name": "data", "environments": [{"name": "123"}]}]}'),
        ("mwaa.yaml", "name: a\nparticipants:\n- {name: data, environments: [{name: 123}]}\n"),
        ("mwaa.json", '{"name": "a", "participants": [{"name": "data", "environments": [{"name": "123"}]}]}'),
        ("mwaa.toml", 'name = "a"\n[[participants]]\nname = "data"\nenvironments = [{ name = "123" }]\n'),
    ],
)
def test_configurations_of_all_formats(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)

    assert words(f"mwaa_tf login -c {name} ", tmp_path) == ["data-123"]


@pytest.mark.parametrize(
    "text",
    ["", "name: [", "- a\n", "name: a\nparticipants: 1\n", "name: ../..\n", "\x00", "participants: [{name: data}]\n"],
)
@pytest.mark.parametrize("command", ["login", "apply"])
def test_a_configuration_that_cannot_be_read_completes_to_nothing(text: str, command: str, tmp_path: Path) -> None:
    (tmp_path / "mwaa.yaml").write_text(text)

    assert ask(f"mwaa_tf {command} ", tmp_path) == []


def _with_text(file: Path, text: str) -> None:
    file.write_text(text)


def _with_pipe_in_folder(folder: Path) -> None:
    folder.mkdir()
    os.mkfifo(folder / "mwaa.yaml")


@pytest.mark.parametrize(
    "prepare",
    [
        os.mkfifo,
        lambda file: file.symlink_to("/dev/zero"),
        lambda file: file.symlink_to(file),
        _with_pipe_in_folder,
        lambda file: _with_text(file, f"name: a\nparticipants: {'[' * 100_000}"),
        lambda file: _with_text(file, f"name: a\nparticipants: {'- ' * 100_000}"),
        lambda file: _with_text(file, "name: a\nparticipants:\n" + "- {name: b, environments: [{name: c}]}\n" * 50_000),
    ],
    ids=["pipe", "device", "loop", "folder", "deep", "deep list", "large"],
)
def test_a_file_that_never_ends_or_is_too_much_completes_to_nothing_at_once(
    prepare: Callable[[Path], object], tmp_path: Path
) -> None:
    prepare(tmp_path / "mwaa.yaml")

    started = time.monotonic()
    assert ask("mwaa_tf doctor ", tmp_path) == []
    assert time.monotonic() - started < 60


def test_words_that_a_shell_would_run_or_split_are_not_offered(tmp_path: Path) -> None:
    names = ["$(reboot)", "`id`", "x y", "e\nf", "\x1b[31m", "a;b", "-x", "good"]
    participants = [{"name": name, "environments": [{"name": "etl"}]} for name in names]
    (tmp_path / "mwaa.json").write_text(json.dumps({"name": "a", "participants": participants}))

    for shell in ("bash", "zsh"):
        answer = ask("mwaa_tf doctor -c mwaa.json ", tmp_path, shell)
        assert not any(sign in line for line in answer for sign in "$`;\x1b")
    assert words("mwaa_tf doctor -c mwaa.json ", tmp_path) == ["good-etl"]


@pytest.mark.parametrize("variables", [{}, {"COMP_WORDS": "mwaa_tf ", "COMP_CWORD": "x"}])
def test_what_no_shell_asks_is_answered_without_a_message(variables: dict[str, str], tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COMP_")}
    answer = subprocess.run(
        [sys.executable, "-m", "mwaa_tf"],
        cwd=tmp_path,
        env={**environment, **variables, "_MWAA_TF_COMPLETE": "bash_complete"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (answer.returncode, answer.stdout, answer.stderr) == (1, "", "")


def test_stages_faults_and_regions(tmp_path: Path) -> None:
    assert words("mwaa_tf rehearse --until ", tmp_path) == [
        *(stage.label for stage in Stage),
        *(str(stage.value) for stage in Stage),
    ]
    assert words("mwaa_tf rehearse --until en", tmp_path) == ["environments", "endpoints"]
    assert words("mwaa_tf rehearse --fault thr", tmp_path) == ["throttle=0.1"]
    assert words("mwaa_tf doctor --region eu-c", tmp_path) == ["eu-central-1", "eu-central-2"]
    assert {*words("mwaa_tf init --region ", tmp_path)} == {*ALL_REGIONS}


def test_files_are_left_to_the_shell(tmp_path: Path) -> None:
    assert ask("mwaa_tf review pl", tmp_path) == ["file,pl"]
    assert ask("mwaa_tf render -c mw", tmp_path) == ["file,mw"]
    assert ask("mwaa_tf render -o ge", tmp_path) == ["file,ge"]


def test_zsh_and_fish_show_what_a_word_means(tmp_path: Path) -> None:
    meaning = "RAM takes a minute for each association"

    assert ask("mwaa_tf rehearse --fault sh", tmp_path, "zsh") == ["plain", "share=60", meaning]
    assert ask("mwaa_tf rehearse --fault sh", tmp_path, "fish") in (
        [f"plain,share=60\t{meaning}"],
        ["plain", "share=60", meaning],
    )


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_each_shell_is_printed(shell: str, tmp_path: Path) -> None:
    script = subprocess.run(
        [sys.executable, "-m", "mwaa_tf"],
        cwd=tmp_path,
        env={**os.environ, "_MWAA_TF_COMPLETE": f"{shell}_source"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert f"_MWAA_TF_COMPLETE={shell}_complete" in script
    if shell == "bash":
        subprocess.run(["bash", "-n"], input=script, text=True, check=True)


def test_the_words_are_those_of_the_commands() -> None:
    assert [*_completion.STAGES] == [stage.label for stage in Stage]
    assert [parse_stage(word) for word in _completion.STAGES] == [*Stage]
    faults = [item.value for item in _completion.faults(click.Context(cli), click.Option(["--fault"]), "")]
    assert {fault.partition("=")[0] for fault in faults} == {field.name for field in fields(FaultPlan)}
    for fault in faults:
        parse([fault])


#: What parameters of text mean that is nobody's to know: names to choose, secrets, patterns, numbers and commands.
FREE_TEXT = {
    *("owner_account", "participants", "environment", "environments", "name", "profile", "profiles", "owner_profile"),
    *("principal", "roles", "state_bucket"),
    *("only", "explain", "ignored", "fail_on", "expected", "changed_since", "confirmed"),
    *("issue_title", "label", "labels", "title", "comment", "trust", "apply_from", "plan_from", "modules", "path"),
    *(
        "environments",
        "roles",
        "profiles",
        "state_bucket",
        "roots",
        "prefix",
        "exclude",
        "cli_command",
        "rest",
        "data",
        "command",
        "probe_command",
        "reports",
    ),
}


def completed(command: click.Command, parameter: click.Parameter) -> list[CompletionItem]:
    return parameter.shell_complete(click.Context(command), "")


def test_every_parameter_completes_or_is_known_to_be_free_text(rendered: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(rendered)

    without = {
        f"{name} {parameter.name}"
        for name, command in all_commands()
        for parameter in command.params
        if isinstance(parameter.type, type(click.STRING))
        and not completed(command, parameter)
        and parameter.name not in FREE_TEXT
    }

    assert without == set()


def test_completion_loads_nothing_heavy(rendered: Path) -> None:
    for line in ("mwaa_tf re", "mwaa_tf apply ", "mwaa_tf rehearse --fault t"):
        parts = line.split(" ")
        answer = subprocess.run(
            [sys.executable, "-X", "importtime", "-m", "mwaa_tf"],
            cwd=rendered,
            env={
                **os.environ,
                "COMP_WORDS": line,
                "COMP_CWORD": str(len(parts) - 1),
                "_MWAA_TF_COMPLETE": "bash_complete",
            },
            capture_output=True,
            text=True,
            check=True,
        )
        loaded = {entry.rpartition("|")[2].strip() for entry in answer.stderr.splitlines()}
        assert answer.stdout
        heavy = {"pydantic", "jinja2", "hcl2", "boto3", "botocore", "moto", "rich", "mwaa_tf.config"}
        assert loaded & heavy == set(), line
