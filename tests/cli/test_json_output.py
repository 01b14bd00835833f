"""`--json`: whatever goes wrong, standard output is one JSON document."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from mwaa_tf.cli import run as run_here
from tests.cli.commands import all_commands
from tests.support import REPOSITORY, run

#: The commands that read a configuration and have `--json`, called with one.
READ_CONFIGURATIONS = {
    "adopt": "adopt --json",
    "apply": "apply --yes --json",
    "check": "check --no-terraform --json",
    "dags bisect": "dags bisect data-etl --probe health --yes --json",
    "destroy": "destroy --confirm analytics --json",
    "doctor": "doctor --only prerequisites --json",
    "plan": "plan --json",
    "rehearse": "rehearse --json",
    "render": "render --json",
    "status": "status --json",
    "upgrade": "upgrade data-etl --to 3.3.1 --yes --json",
    "succession": "succession data-etl --json",
}

KEYS = {"file", "line", "field", "rule", "severity", "message"}


def commands_with_json() -> set[str]:
    return {name for name, command in all_commands() if any("--json" in parameter.opts for parameter in command.params)}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with the smallest configuration."""
    shutil.copy(REPOSITORY / "examples/smallest/mwaa.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def problems_of(call: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[dict[str, Any]], str]:
    """Exit code, problems on standard output, and messages of a call in this process."""
    code = run_here(call.split())
    output, messages = capsys.readouterr()
    document = json.loads(output)
    assert list(document) == ["problems"]
    assert all(problem.keys() == KEYS for problem in document["problems"])
    return code, document["problems"], messages


def test_every_command_with_json_is_tried() -> None:
    assert READ_CONFIGURATIONS.keys() | {"embed"} == commands_with_json()


@pytest.mark.parametrize("command", READ_CONFIGURATIONS)
def test_an_invalid_configuration_is_a_list_of_its_problems(
    folder: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    config = folder / "mwaa.yaml"
    config.write_text(config.read_text().replace("us-east-1", "us-esat-1").replace("{ name: etl }", "{ nam: etl }"))

    code, problems, messages = problems_of(READ_CONFIGURATIONS[command], capsys)

    assert code == 2
    assert [(problem["file"], problem["field"], problem["severity"]) for problem in problems] == [
        ("mwaa.yaml", "region", "error"),
        ("mwaa.yaml", "participants[0].environments[0].nam", "error"),
        ("mwaa.yaml", "participants[0].environments[0].name", "error"),
    ]
    assert [problem["rule"] for problem in problems][1:] == ["unknown-key", "required"]
    assert all(problem["line"] and problem["message"] for problem in problems)
    assert [line.split(": ")[1] for line in messages.splitlines()] == [problem["field"] for problem in problems]


@pytest.mark.parametrize("command", READ_CONFIGURATIONS)
def test_the_problems_of_all_configurations_are_listed_with_the_warnings_of_the_others(
    folder: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (folder / "mwaa.yaml").read_text()
    (folder / "bad.yaml").write_text(text.replace("us-east-1", "nowhere"))
    (folder / "worse.yaml").write_text("{")
    (folder / "warned.yaml").write_text(text.replace("{ name: etl }", "{ name: etl, airflow_version: 9.9.9 }"))
    run_here(["render", "-c", "warned.yaml"])  # so that `check` finds nothing else
    capsys.readouterr()

    call = f"{READ_CONFIGURATIONS[command]} -c warned.yaml -c bad.yaml -c worse.yaml -c missing.yaml"
    code, problems, _ = problems_of(call, capsys)

    assert code == 2
    assert [(problem["file"], problem["severity"]) for problem in problems] == [
        ("bad.yaml", "error"),
        ("worse.yaml", "error"),
        ("missing.yaml", "error"),
        ("warned.yaml", "warning"),
    ]


@pytest.mark.parametrize("command", READ_CONFIGURATIONS)
def test_a_folder_without_configurations_is_a_problem(
    folder: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "empty").mkdir()

    code, problems, messages = problems_of(f"{READ_CONFIGURATIONS[command]} -c empty", capsys)

    assert code == 2
    assert [f"Error: {problem['message']}\n" for problem in problems] == [messages]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        *((f"{call} --wrong", "No such option") for call in READ_CONFIGURATIONS.values()),
        ("embed --json", "Missing option '--into'"),
        ("check --json --jobs 0", "0 is not in the range"),
        ("rehearse --json --until wrong", "unknown stage 'wrong'; allowed is one of"),
        ("render --json --output=", "the path is empty"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_options_that_are_refused_are_problems(call: str, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, problems, messages = problems_of(call, capsys)

    assert code == 2
    assert len(problems) == 1
    assert message in problems[0]["message"]
    assert message in messages


def test_render_lists_the_files_that_were_edited(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_here(["render"]) == 0
    capsys.readouterr()
    (folder / "generated/analytics/1-network/main.tf").write_text("# mine\n")

    code, problems, _ = problems_of("render --json", capsys)

    assert code == 1
    assert [(problem["file"], problem["message"]) for problem in problems] == [
        ("generated/analytics/1-network/main.tf", "was edited since it was rendered")
    ]


@pytest.mark.parametrize("options", ["", "--check", "--upgrade"])
@pytest.mark.usefixtures("folder")
def test_embed_answers_with_what_is_wrong(options: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, problems, _ = problems_of(f"embed --json --into missing {options}", capsys)

    assert code == 2
    assert "missing" in problems[0]["message"]


def test_embed_lists_what_it_would_overwrite(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = folder / "modules/mwaa/network/main.tf"
    file.parent.mkdir(parents=True)
    file.write_text("# mine\n")

    code, problems, _ = problems_of("embed --json --into . --modules network --path modules/mwaa", capsys)

    assert code == 1
    assert "modules/mwaa/network" in problems[0]["file"]


def test_without_json_nothing_is_printed_on_standard_output(folder: Path) -> None:
    done = run("render", "-c", "missing.yaml", cwd=folder)

    assert (done.returncode, done.stdout) == (2, "")


def test_standard_output_that_cannot_be_written_gets_no_second_document(folder: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = run_to(full, "render", "--json", cwd=folder)

    assert done.stderr.count("Error: ") == 1
    assert "standard output cannot be written" in done.stderr


def run_to(output: Any, *arguments: str, cwd: Path) -> Any:
    import subprocess
    import sys

    return subprocess.run(
        [sys.executable, "-m", "mwaa_tf", *arguments],
        cwd=cwd,
        stdout=output,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
