"""`init` writes what `render` accepts, with every option that it shows."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
import time
from pathlib import Path

from mwaa_tf import load
from tests.support import run

ARGUMENTS = [
    *("--name", "analytics", "--region", "eu-central-1", "--owner-account", "011111111111"),
    *("--participant", "data=222222222222", "--participant", "ml=333333333333", "--environment", "etl"),
]


def test_the_written_file_is_what_was_asked_for(tmp_path: Path) -> None:
    done = run("init", *ARGUMENTS, cwd=tmp_path)

    assert (done.returncode, done.stdout) == (0, "mwaa.yaml: written. Next: mwaa_tf render\n")
    configured = load(tmp_path / "mwaa.yaml")
    assert configured.owner.account_id == "011111111111"
    assert [member.name for member in configured.environments] == ["analytics-data-etl", "analytics-ml-etl"]
    assert run("render", cwd=tmp_path).returncode == 0


def test_every_option_that_stands_as_a_comment_works_without_its_mark(tmp_path: Path) -> None:
    run("init", *ARGUMENTS, cwd=tmp_path)
    text = (tmp_path / "mwaa.yaml").read_text()
    (tmp_path / "requirements.txt").touch()
    options = [line for line in text.splitlines() if re.match(r" *# [a-z_]+: .", line)]
    assert len(options) > 12

    for option in options:
        one = text.replace(option, option.replace("# ", "", 1), 1)
        if "bucket:" in option:
            one = one.replace("backend: local", "backend: s3")
        (tmp_path / "one.yaml").write_text(one)
        load(tmp_path / "one.yaml")


def test_an_existing_file_stays(tmp_path: Path) -> None:
    (tmp_path / "mwaa.yaml").write_text("mine\n")

    done = run("init", *ARGUMENTS, cwd=tmp_path)

    assert (done.returncode, done.stderr) == (2, "Error: mwaa.yaml already exists; use --force to overwrite it\n")
    assert (tmp_path / "mwaa.yaml").read_text() == "mine\n"


def test_wrong_answers_are_all_named_and_nothing_is_written(tmp_path: Path) -> None:
    done = run(
        *("init", "--name", 'x"${y', "--region", "mars", "--owner-account", "1"),
        *("--participant", "data=two", "--environment", "Etl"),
        cwd=tmp_path,
    )

    assert done.returncode == 2
    heading, *problems = done.stderr.splitlines()
    assert heading == "Error: the options do not describe a valid deployment:"
    assert [line.partition(": ")[0] for line in problems] == [
        "--name",
        "--region",
        "--owner-account",
        "--participant",
        "--environment",
    ]
    assert "mwaa.yaml" not in done.stderr
    assert not (tmp_path / "mwaa.yaml").exists()


def test_a_wrong_answer_is_reported_of_its_option_and_has_no_line(tmp_path: Path) -> None:
    done = run("init", *ARGUMENTS, "--region", "us-esat-1", cwd=tmp_path)

    assert (done.returncode, done.stderr) == (
        2,
        "Error: --region: 'us-esat-1' is not a region of AWS, did you mean us-east-1?; allowed is one such as "
        "us-east-1\n",
    )


def test_what_is_only_warned_about_is_written(tmp_path: Path) -> None:
    done = run("init", *ARGUMENTS, "--region", "us-gov-west-1", cwd=tmp_path)

    assert done.returncode == 0
    (warning,) = done.stderr.splitlines()
    line = int(warning.split(":")[1])
    assert warning.startswith(f"mwaa.yaml:{line}: warning: region: MWAA is not known to exist")
    assert (tmp_path / "mwaa.yaml").read_text().splitlines()[line - 1] == 'region: "us-gov-west-1"'


def test_on_a_terminal_it_asks(tmp_path: Path) -> None:
    terminal, child = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "mwaa_tf", "init"], cwd=tmp_path, stdin=child, stdout=child, stderr=child
    ) as process:
        os.close(child)
        seen = ""
        for question, answer in [
            ("Name of the deployment", "lake\n"),
            ("AWS region", "\n"),
            ("Account that owns the VPC", "111111111111\n"),
            ("Name of the account that runs Airflow", "\n"),
            ("Account of data", "222222222222\n"),
            ("Name of the first environment", "\n"),
        ]:
            deadline = time.monotonic() + 30
            while question not in seen:
                assert time.monotonic() < deadline, seen
                seen += os.read(terminal, 4096).decode()
            os.write(terminal, answer.encode())
        assert process.wait(30) == 0
    os.close(terminal)

    configured = load(tmp_path / "mwaa.yaml")
    assert (configured.name, configured.region) == ("lake", "us-east-1")
    assert configured.environments[0].name == "lake-data-etl"


def test_the_next_command_works_for_every_name(tmp_path: Path) -> None:
    for name in (b"caf\xe9.yaml", b"two words.yaml", b"\x1b[31m.yaml"):
        arguments = ["init", "-c", os.fsdecode(name), "--name", "analytics", "--region", "us-east-1"]
        arguments += ["--owner-account", "111111111111", "--participant", "data=222222222222", "--environment", "etl"]
        done = run(*arguments, cwd=tmp_path)
        command = done.stdout.partition("Next: mwaa_tf render -c ")[2]

        shown = subprocess.run(["bash", "-c", f"cat {command}"], cwd=tmp_path, capture_output=True, check=True)

        assert shown.stdout.startswith(b"# Who owns the network")
