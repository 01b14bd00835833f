"""Every command where the machine is hostile: a sentence and the right exit code, never a traceback."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mwaa_tf.cli import run as run_here
from mwaa_tf.plugins import plugin_names
from tests.support import REPOSITORY, tree

#: A call of each command that needs no Terraform, no AWS and no terminal. "{}" is a name that is hostile.
CALLS = {
    "adopt": "adopt -c {}",
    "apply": "apply --yes -c {}",
    "check": "check --no-terraform -c {}",
    "dags": "dags bisect data-etl --probe health --yes -c {}",
    "destroy": "destroy --confirm a -c {}",
    "doctor": "doctor -c {}",
    "embed": "embed --into {}",
    "graph": "graph -c {}",
    "init": "init -c {} --name a --region us-east-1 --owner-account 111111111111 --participant d=222222222222 "
    "--environment etl",
    "login": "login -c {}",
    "plan": "plan -c {}",
    "rehearse": "rehearse --until 1 -c {}",
    "render": "render -c {}",
    "review": "review {}",
    "schema": "schema -O {}",
    "status": "status -c {}",
    "upgrade": "upgrade data-etl --to 3.3.1 --yes -c {}",
    "succession": "succession data-etl -c {}",
}

#: What each prints on standard output if all is well; a command that is not here needs a name, or prints nothing.
PRINTING = {
    "check": "check --no-terraform",
    "doctor --list": "doctor --list",
    "graph": "graph",
    "render": "render",
    "render --check": "render --check -o other",
    "render --json": "render --json",
    "review": "review plan.json",
    "review --fail-on": "review plan.json --fail-on create",
    "schema": "schema",
    "--help": "--help",
    "--version": "--version",
}

PLAN = {
    "format_version": "1.2",
    "terraform_version": "1.11.4",
    "resource_changes": [
        {
            "address": "aws_vpc.a",
            "mode": "managed",
            "type": "aws_vpc",
            "name": "a",
            "provider_name": "registry.terraform.io/hashicorp/aws",
            "change": {"actions": ["create"], "before": None, "after": {}, "after_unknown": {}},
        }
    ],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the smallest configuration, a plan, and no crash logs beside it."""
    work = tmp_path / "work"
    work.mkdir()
    shutil.copy(REPOSITORY / "examples/smallest/mwaa.yaml", work)
    (work / "plan.json").write_text(json.dumps(PLAN))
    return work


def shell(script: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
    """Run ``script``, in which ``mwaa_tf`` is the command, with a state folder of its own."""
    command = shlex.quote(sys.executable)
    return subprocess.run(
        ["bash", "-c", script.replace("mwaa_tf ", f"{command} -m mwaa_tf ", 1)],
        cwd=folder,
        env={**os.environ, "XDG_STATE_HOME": str(folder.parent / "state")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=120,
    )


def message_of(done: subprocess.CompletedProcess[bytes], folder: Path) -> str:
    """The messages, which are text for a terminal: no traceback, no crash log, no control characters."""
    assert not (folder.parent / "state").exists(), done.stderr
    text = done.stderr.decode()
    assert "Traceback" not in text
    assert all(line.isprintable() for line in text.splitlines()), text
    assert not [line for line in text.splitlines() if line.lstrip().startswith("::")]
    return text


def test_every_command_is_tried() -> None:
    assert CALLS.keys() == set(plugin_names("mwaa_tf.cli"))


@pytest.mark.parametrize("call", PRINTING)
def test_standard_output_that_cannot_be_written_ends_with_2(folder: Path, call: str) -> None:
    """A gate that stops has exit code 1."""
    output, reason = (">/dev/full", "No space left on device")
    if PRINTING[call] in ("render", "--version"):
        output, reason = (">&-", "Bad file descriptor")

    done = shell(f"mwaa_tf {PRINTING[call]} {output}", folder)

    assert message_of(done, folder).splitlines()[-1] == f"Error: standard output cannot be written: {reason}"
    assert done.returncode == 2


@pytest.mark.parametrize("call", ["render --json -c missing.yaml", "render --json --nonsense"])
@pytest.mark.parametrize(
    ("output", "reason"), [(">/dev/full", "No space left on device"), (">&-", "Bad file descriptor")]
)
def test_problems_that_cannot_be_written_are_no_traceback(folder: Path, call: str, output: str, reason: str) -> None:
    done = shell(f"mwaa_tf {call} {output}", folder)

    assert message_of(done, folder).splitlines()[-1] == f"Error: standard output cannot be written: {reason}"
    assert done.returncode == 2


@pytest.mark.parametrize("call", ["render --check", "review --fail-on", "graph", "--help"])
def test_a_reader_that_ends_early_is_no_error(folder: Path, call: str) -> None:
    done = shell(f"set -o pipefail; mwaa_tf {PRINTING[call]} | true", folder)

    message_of(done, folder)
    # A short output may have been written before the reader ended.
    assert done.returncode in (141, 1 if call.count("--") == 1 and " " in call else 0)


@pytest.mark.parametrize(
    ("call", "errors", "code"),
    [
        ("render", "2>&-", 0),
        ("render -c missing.yaml", "2>/dev/full", 2),
        ("review plan.json --fail-on create", "2>/dev/full", 1),
        ("review missing.json", "2>&-", 2),
        ("graph --nonsense", "2>/dev/full", 2),
        ("init", "<&- 2>&-", 2),
        ("--debug render", "2>/dev/full", 0),
    ],
)
def test_messages_that_cannot_be_written_change_no_exit_code(folder: Path, call: str, errors: str, code: int) -> None:
    done = shell(f"mwaa_tf {call} {errors}", folder)

    assert message_of(done, folder) == ""
    assert done.returncode == code


@pytest.mark.parametrize("command", CALLS)
@pytest.mark.parametrize(
    "name",
    [
        b"n" * 300,
        b"no/such/folder/mwaa.yaml",
        b"mwaa.yaml/inside",
        b"circle.yaml",
        b"::error::a\nb.yaml",
        b"\x1b[31mred\x07.yaml",
        b"caf\xe9.yaml",
        b"##[error]a.yaml",
    ],
    ids=["too long", "no folder", "below a file", "circle", "workflow command", "escape", "latin-1", "old command"],
)
def test_a_name_that_no_file_has_is_an_error_in_words(
    folder: Path, command: str, name: bytes, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "circle.yaml").symlink_to("circle.yaml")
    before = tree(folder)

    code, output, text = call_here(folder, CALLS[command], name, monkeypatch, capsys)

    if code == 0:  # `init` and `schema` write a file of that name
        assert command in ("init", "schema")
        assert (folder / os.fsdecode(name)).is_file()
    else:
        assert (code, output) == (2, "")
        assert text
        assert tree(folder) == before


@pytest.mark.parametrize("command", [name for name in CALLS if name not in ("schema", "review")])
@pytest.mark.parametrize("kind", ["folder", "pipe", "device"])
def test_what_is_no_file_is_an_error_in_words(
    folder: Path, command: str, kind: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    special = folder / "special.yaml"
    match kind:
        case "folder":
            special.mkdir()
        case "pipe":
            os.mkfifo(special)
        case "device":
            special.symlink_to("/dev/zero")

    code, _, text = call_here(folder, CALLS[command], b"special.yaml", monkeypatch, capsys)

    assert code == 2 or (command == "embed" and kind == "folder")
    assert text or code == 0
    assert special.is_dir() == (kind == "folder")


def call_here(
    folder: Path, call: str, name: bytes, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str, str]:
    """Run the command in this process, with ``name`` for "{}". Returns exit code, output and messages."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_STATE_HOME", str(folder.parent / "state"))
    code = run_here([argument.replace("{}", os.fsdecode(name)) for argument in call.split()])
    output, text = capsys.readouterr()
    done = subprocess.CompletedProcess[bytes]([], code, b"", text.encode())
    return code, output, message_of(done, folder)


def test_names_that_are_not_utf_8_are_printed_with_escapes(folder: Path) -> None:
    name = b"caf\xe9.d"
    os.mkdir(bytes(folder) + b"/" + name)  # noqa: PTH102 - bytes
    shutil.copy(os.fsencode(folder / "mwaa.yaml"), bytes(folder) + b"/" + name + b"/mwaa.yaml")

    done = subprocess.run(
        [sys.executable, "-m", "mwaa_tf", "render", "-o", name], cwd=folder, capture_output=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(b"caf\\udce9.d/analytics: 3 workspaces; files: ")
    assert os.path.isfile(bytes(folder) + b"/" + name + b"/analytics/README.md")  # noqa: PTH113 - bytes


def test_rendered_text_with_a_path_that_is_not_utf_8_is_refused(folder: Path) -> None:
    """Terraform reads UTF-8 and nothing else."""
    name = bytes(folder) + b"/caf\xe9.d"
    os.mkdir(name)  # noqa: PTH102 - bytes
    text = (folder / "mwaa.yaml").read_text()
    text = text.replace("{ name: etl }", "{ name: etl, requirements: { path: r.txt, source: r.txt } }")
    assert "r.txt" in text
    with open(name + b"/mwaa.yaml", "w") as file:  # noqa: PTH123 - bytes
        file.write(text)
    with open(name + b"/r.txt", "w") as file:  # noqa: PTH123 - bytes
        file.write("pandas\n")

    done = subprocess.run(
        [sys.executable, "-m", "mwaa_tf", "render", "-c", b"caf\xe9.d/mwaa.yaml", "-o", "out"],
        cwd=folder,
        env={**os.environ, "XDG_STATE_HOME": str(folder.parent / "state")},
        capture_output=True,
        check=False,
    )

    assert done.returncode == 2
    assert "not a name in UTF-8" in message_of(done, folder)
    assert not (folder / "out").exists() or not tree(folder / "out")


def test_no_python_file_of_the_current_folder_is_executed(folder: Path) -> None:
    for name in ("yaml", "click", "msgspec", "pydantic", "logging", "jinja2", "gc", "rich", "boto3", "tomllib"):
        (folder / f"{name}.py").write_text(f"open('executed-{name}', 'w').close()\n")

    done = shell("mwaa_tf render", folder)

    assert done.returncode == 0, done.stderr
    assert [file.name for file in folder.iterdir() if "executed" in file.name] == []


@pytest.mark.parametrize("command", ["check", "render"])
def test_a_folder_with_a_terraform_of_its_own_does_not_run_it(folder: Path, command: str) -> None:
    program = folder / "terraform"
    program.write_text("#!/bin/sh\ntouch executed\n")
    program.chmod(0o755)
    shell("mwaa_tf render", folder)

    done = shell(f"PATH=.:: mwaa_tf {command}", folder)

    assert not (folder / "executed").exists()
    assert done.returncode == (2 if command == "check" else 0)


def test_a_user_without_a_home_folder_is_no_bug(folder: Path) -> None:
    """As in a container that is started with a number for a user."""
    text = (folder / "mwaa.yaml").read_text()
    environments = ", ".join(f"{{ name: e{number} }}" for number in range(60))
    (folder / "mwaa.yaml").write_text(text.replace("{ name: etl }", environments))
    program = (
        "import os, pwd, sys; from mwaa_tf.cli import run\n"
        "del os.environ['HOME']\n"
        "def missing(number): raise KeyError(number)\n"
        "pwd.getpwuid = missing\n"
        "sys.exit(run(sys.argv[1:]))"
    )
    environ = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    for arguments in (["render"], ["check", "-j", "1"]):
        done = subprocess.run(
            [sys.executable, "-c", program, *arguments],
            cwd=folder,
            env={**environ, "MWAA_TF_TERRAFORM": str(folder / "none")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == (0 if arguments == ["render"] else 2), done.stderr
        assert "bug in mwaa_tf" not in done.stderr
