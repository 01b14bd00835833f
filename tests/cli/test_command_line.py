"""The command line as a process: what it prints where, and how it ends."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mwaa_tf import __version__
from mwaa_tf.plugins import plugin_names
from tests.support import REPOSITORY, run, tree


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the smallest configuration."""
    shutil.copy(REPOSITORY / "examples/smallest/mwaa.yaml", tmp_path)
    return tmp_path


def test_version_and_help_name_every_command(tmp_path: Path) -> None:
    assert run("--version", cwd=tmp_path).stdout == f"mwaa_tf {__version__}\n"
    text = run("--help", cwd=tmp_path).stdout
    commands = plugin_names("mwaa_tf.cli")
    assert len(commands) >= 9
    for command in commands:
        assert f"\n  {command}  " in text
        assert run(command, "--help", cwd=tmp_path).stdout.startswith(f"Usage: mwaa_tf {command} ")


def test_the_list_of_commands_cuts_no_sentence(tmp_path: Path) -> None:
    commands = run("--help", cwd=tmp_path).stdout.partition("Commands:")[2]

    assert "..." not in commands
    assert "Validate configurations, module contracts, rendered files and every workspace." in " ".join(
        commands.split()
    )


def test_version_loads_nothing_heavy(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "mwaa_tf", "--version"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )

    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert not loaded & {"pydantic", "jinja2", "yaml", "hcl2", "boto3", "rich", "json.decoder", "logging"}


def test_render_says_what_it_did_and_then_that_nothing_is_to_do(folder: Path) -> None:
    first, second = run("render", cwd=folder), run("render", cwd=folder)

    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.startswith("generated/analytics: 3 workspaces; files: ")
    assert first.stdout.endswith(" created\n")
    assert second.stdout.endswith(" unchanged\n")


def test_render_check_shows_a_diff_and_writes_nothing(folder: Path) -> None:
    run("render", cwd=folder)
    assert run("render", "--check", cwd=folder).returncode == 0
    config = folder / "mwaa.yaml"
    config.write_text(config.read_text().replace("us-east-1", "us-west-2"))
    before = tree(folder)

    done = run("render", "--check", cwd=folder)

    assert done.returncode == 1
    assert '-  region = "us-east-1"\n+  region = "us-west-2"\n' in done.stdout
    assert "differs from what the configuration renders to" in done.stderr
    assert tree(folder) == before


def test_render_check_on_an_empty_folder_writes_nothing(folder: Path) -> None:
    done = run("render", "--check", cwd=folder)

    assert done.returncode == 1
    assert "+++ generated/analytics/1-network/main.tf" in done.stdout
    assert not (folder / "generated").exists()


def test_render_answers_as_json(folder: Path) -> None:
    (answer,) = json.loads(run("render", "--json", cwd=folder).stdout)

    assert answer["folder"] == "generated/analytics"
    assert "1-network/main.tf" in answer["created"]
    (answer,) = json.loads(run("render", "--json", cwd=folder).stdout)
    assert answer["created"] == []
    assert answer["unchanged"] > 10


def test_a_hand_edit_stops_render_with_a_message_and_force_backs_it_up(folder: Path) -> None:
    run("render", cwd=folder)
    main = folder / "generated/analytics/1-network/main.tf"
    main.write_text("# mine\n")

    stopped = run("render", cwd=folder)
    forced = run("render", "--force", cwd=folder)

    assert stopped.returncode == 1
    assert stopped.stderr.startswith("generated/analytics/1-network/main.tf: was edited since it was rendered\n")
    assert "--force" in stopped.stderr
    assert forced.returncode == 0
    assert "backed up your version as generated/analytics/1-network/main.tf.backup" in forced.stderr


def test_a_folder_of_configurations_is_rendered_side_by_side(tmp_path: Path) -> None:
    configs = tmp_path / "deployments"
    configs.mkdir()
    text = (REPOSITORY / "examples/smallest/mwaa.yaml").read_text()
    for name in ("one", "two"):
        (configs / f"{name}.yaml").write_text(text.replace("analytics", name))
    (configs / "notes.txt").write_text("not a configuration")

    done = run("render", "-c", "deployments", "-o", "out", cwd=tmp_path)

    assert done.returncode == 0
    assert [line.split(":")[0] for line in done.stdout.splitlines()] == ["out/one", "out/two"]


def test_one_broken_configuration_of_several_stops_all_of_them(tmp_path: Path) -> None:
    text = (REPOSITORY / "examples/smallest/mwaa.yaml").read_text()
    (tmp_path / "good.yaml").write_text(text)
    (tmp_path / "bad.yaml").write_text(text.replace("us-east-1", "nowhere"))
    (tmp_path / "worse.yaml").write_text("{")

    done = run("render", "-c", "good.yaml", "-c", "bad.yaml", "-c", "worse.yaml", cwd=tmp_path)

    assert done.returncode == 2
    assert done.stdout == ""
    assert [line.split(": ")[0] for line in done.stderr.splitlines()] == ["bad.yaml:3", "worse.yaml:1"]
    assert not (tmp_path / "generated").exists()


def test_two_configurations_of_one_name_are_refused(tmp_path: Path) -> None:
    text = (REPOSITORY / "examples/smallest/mwaa.yaml").read_text()
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text(text)

    done = run("render", "-c", "one.yaml", "-c", "two.yaml", cwd=tmp_path)

    assert done.returncode == 2
    assert done.stderr == "Error: one.yaml and two.yaml describe a deployment named analytics; names must be unique\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["render"], "mwaa.yaml: no such file; `mwaa_tf init` writes one"),
        (["render", "-c", "."], "contains no configuration"),
        (["render", "-c", "x.ini"], "x.ini: unknown kind of file"),
        (["render", "--frobnicate"], "No such option"),
        (["rendr"], "Did you mean 'render'?"),
        (["check"], "mwaa.yaml: no such file"),
        (["graph"], "mwaa.yaml: no such file"),
        (["init", "-c", "x.json"], "must end in .yaml or .yml"),
        (["init"], "--participant and --environment are required when not running interactively"),
    ],
)
def test_a_wrong_call_ends_with_2_and_one_message_on_stderr(tmp_path: Path, arguments: list[str], message: str) -> None:
    done = run(*arguments, cwd=tmp_path, stdin=subprocess.DEVNULL)

    assert done.returncode == 2
    assert message in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_output_that_nobody_reads_is_no_error(folder: Path) -> None:
    command = f"{sys.executable} -m mwaa_tf render --check | head -n 1"

    done = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=False)

    assert done.stdout.startswith("--- /dev/null")
    assert done.stderr in ("", "generated/analytics: differs from what the configuration renders to\n")


def test_a_pipe_gets_plain_text(folder: Path) -> None:
    done = run("render", "--check", cwd=folder, env={**os.environ, "TERM": "xterm-256color"})

    assert "\x1b" not in done.stdout + done.stderr


def test_hostile_text_of_a_configuration_reaches_no_terminal(tmp_path: Path) -> None:
    (tmp_path / "mwaa.yaml").write_text('name: "a\\e[31mb\\u202e"\n"\\e]0;title\\a": 1\n')

    done = run("render", cwd=tmp_path)

    assert done.returncode == 2
    assert done.stderr.replace("\n", "").isprintable()
    assert "\\x1b]0;title\\x07: unknown key" in done.stderr


@pytest.mark.parametrize(
    "command", ["render", "check", "graph", "adopt", "rehearse", "plan", "status", "destroy", "login", "doctor"]
)
def test_a_problem_of_a_file_looks_the_same_alone_and_among_others(folder: Path, command: str) -> None:
    config = folder / "mwaa.yaml"
    one = config.read_text().replace("us-east-1", "nowhere")
    config.write_text(one)
    alone = run(command, cwd=folder).stderr
    config.write_text(one.replace("{ name: etl }", "{ name: 1e }"))

    two = run(command, cwd=folder).stderr

    assert alone.startswith("mwaa.yaml:3: region: ")
    assert two.startswith(alone)
    assert [line.split(": ")[0] for line in two.splitlines()] == ["mwaa.yaml:3", "mwaa.yaml:8"]


def test_an_error_of_the_call_begins_with_the_word_in_every_command(tmp_path: Path) -> None:
    """Those of a single file, of options, and of the command line itself."""
    (tmp_path / "folder").mkdir()
    calls = [
        *(
            "adopt -c folder",
            "apply -c folder",
            "plan -c folder",
            "dags bisect data-etl --probe health --yes -c folder",
            "destroy -c folder",
            "check -c folder",
            "embed --into none",
            "graph -c folder",
            "init -c x.json",
            "status -c folder",
            "upgrade data-etl --to 3.3.1 --yes -c folder",
            "succession data-etl -c folder",
            "login -c folder",
            "doctor -c folder",
        ),
        *("rehearse -c folder", "render -c folder", "review none -O x.unknown", "schema -O folder", "render --none"),
    ]

    messages = {call: run(*call.split(), cwd=tmp_path, stdin=subprocess.DEVNULL).stderr for call in calls}

    assert {call.split()[0] for call in calls} == set(plugin_names("mwaa_tf.cli"))
    assert {call: text for call, text in messages.items() if not text.splitlines()[-1].startswith("Error: ")} == {}
