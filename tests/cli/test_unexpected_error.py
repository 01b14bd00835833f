"""A bug never shows a traceback: it leaves a log, and words that name it."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import click
import pytest

from mwaa_tf.cli import run
from mwaa_tf.cli import schema as command_module
from mwaa_tf.diagnostics.crash import KEPT
from mwaa_tf.errors import MwaaTfError, UsageError

SECRET = "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY"


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's state folder; a command runs in an empty folder beside it."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("MWAA_TF_DEBUG", raising=False)
    return tmp_path / "state"


def fail_with(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command `schema` end with ``error``."""

    @click.command()
    @click.option("--token")
    def command(token: str | None) -> None:  # noqa: ARG001
        raise error

    monkeypatch.setattr(command_module, "command", command)


def logs(state: Path) -> list[Path]:
    return sorted((state / "mwaa_tf" / "crashes").iterdir())


def test_a_bug_ends_with_70_and_names_its_log(
    state: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fail_with(KeyError("subnet_ids"), monkeypatch)

    code = run(["schema"])

    (log,) = logs(state)
    assert code == 70
    assert capsys.readouterr() == (
        "",
        "Error: unexpected error, a bug in mwaa_tf: KeyError: 'subnet_ids'\n"
        f"Please report it and attach its log, after a look at what is in it: {log}\n",
    )


def test_the_log_has_versions_command_traceback_and_records(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fail_with(KeyError("subnet_ids"), monkeypatch)

    monkeypatch.setattr(sys, "argv", ["mwaa_tf", "schema", "--token", "x"])
    run()

    text = logs(state)[0].read_text()
    named = {line.partition(":")[0] for line in text.splitlines() if ":" in line}
    assert {"mwaa_tf", "Terraform", "AWS provider", "Python", "OS", "folder", "time", "command"} <= named
    assert "command:      mwaa_tf schema --token (masked)\n" in text
    assert "Traceback (most recent call last):" in text
    assert "\nKeyError: 'subnet_ids'\n" in text
    assert "Last log records:" in text


def test_the_log_has_no_secrets(
    state: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", SECRET)
    fail_with(RuntimeError(f"refused {SECRET} of AKIAIOSFODNN7EXAMPLE"), monkeypatch)

    monkeypatch.setattr(sys, "argv", ["mwaa_tf", "schema", "--token", SECRET])
    run()

    text = logs(state)[0].read_text() + capsys.readouterr().err
    assert "refused (masked) of (an AWS access key id)" in text
    assert SECRET not in text
    assert "AKIAIOSFODNN7EXAMPLE" not in text


def test_only_its_owner_can_read_the_log(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fail_with(KeyError("x"), monkeypatch)

    run(["schema"])

    (log,) = logs(state)
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert stat.S_IMODE(log.parent.stat().st_mode) == 0o700


def test_the_last_logs_are_kept(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(KEPT + 2):
        fail_with(KeyError(f"number {number}"), monkeypatch)
        run(["schema"])

    kept = logs(state)
    assert len(kept) == KEPT
    assert "number 2'" in kept[0].read_text()
    assert f"number {KEPT + 1}'" in kept[-1].read_text()


def test_a_log_that_cannot_be_written_is_said_without_a_traceback(
    state: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    state.write_text("a file where the folder should be")
    fail_with(KeyError("x"), monkeypatch)

    assert run(["schema"]) == 70

    said = capsys.readouterr().err
    assert "could not be written (Not a directory); run the command with --debug" in said
    assert "Traceback" not in said


def test_a_full_disk_leaves_nothing_half_written(
    state: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def replace(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    fail_with(KeyError("x"), monkeypatch)
    monkeypatch.setattr(Path, "replace", replace)

    assert run(["schema"]) == 70

    assert "could not be written (No space left on device)" in capsys.readouterr().err
    assert logs(state) == []


def test_with_debug_the_traceback_is_shown_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fail_with(KeyError("x"), monkeypatch)

    assert run(["schema", "--debug"]) == 70

    assert "Traceback (most recent call last):" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "variable"), [(["--debug", "schema"], ""), (["schema", "--debug"], ""), (["schema"], "1")]
)
def test_with_debug_an_error_shows_its_causes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], variable: str
) -> None:
    error = UsageError("mwaa.yaml: cannot be read")
    error.__cause__ = PermissionError("not yours")
    fail_with(error, monkeypatch)
    monkeypatch.setenv("MWAA_TF_DEBUG", variable)

    assert run(arguments) == 2

    said = capsys.readouterr().err
    assert "PermissionError: not yours" in said
    assert said.endswith("Error: mwaa.yaml: cannot be read\n")


@pytest.mark.parametrize("variable", ["", "0", "false", "No", "OFF"])
def test_without_debug_an_error_is_its_message(
    state: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], variable: str
) -> None:
    error = MwaaTfError("mwaa.yaml: cannot be read")
    error.__cause__ = PermissionError("not yours")
    fail_with(error, monkeypatch)
    monkeypatch.setenv("MWAA_TF_DEBUG", variable)

    assert run(["schema"]) == 1

    assert capsys.readouterr() == ("", "Error: mwaa.yaml: cannot be read\n")
    assert not state.exists()


@pytest.mark.parametrize(("error", "code"), [(KeyboardInterrupt(), 130), (click.Abort(), 130)])
def test_an_interrupted_command_is_no_bug(
    state: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int
) -> None:
    fail_with(error, monkeypatch)

    assert run(["schema"]) == code
    assert not state.exists()


def test_a_bug_in_a_thread_leaves_a_log_too(
    state: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise KeyError("subnet_ids")

    @click.command()
    def command() -> None:
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()

    before = threading.excepthook
    monkeypatch.setattr(command_module, "command", command)

    run(["schema"])

    (log,) = logs(state)
    said = capsys.readouterr().err
    assert str(log) in said
    assert "Traceback" not in said
    assert threading.excepthook is before


def test_a_process_ends_the_same_way(state: Path) -> None:
    program = (
        "import sys\n"
        "from mwaa_tf.cli import schema\n"
        "from mwaa_tf.__main__ import main\n"
        "def broken(**options): raise ZeroDivisionError('by design')\n"
        "schema.command.callback = broken\n"
        "sys.argv[1:] = ['schema']\n"
        "main()\n"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    (log,) = logs(state)
    assert (done.returncode, done.stdout) == (70, "")
    assert done.stderr.splitlines()[0] == "Error: unexpected error, a bug in mwaa_tf: ZeroDivisionError: by design"
    assert str(log) in done.stderr
    assert "Traceback" not in done.stderr
