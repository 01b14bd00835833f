"""`init` writes what `render` accepts, with every option that it shows."""

from __future__ import annotations

import contextlib
import fcntl
import itertools
import os
import pty
import re
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from mwaa_tf import load
from mwaa_tf.cli import run as run_here
from mwaa_tf.mwaa.airflow_versions import LATEST
from tests.cli.terminal import shown
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


@pytest.mark.parametrize("region", ["us-east-1", "us-gov-east-1", "ap-northeast-3", "cn-north-1"])
@pytest.mark.parametrize("state", [[], ["--state", "s3", "--state-bucket", "acme-tfstate"]], ids=["local", "s3"])
def test_the_remarks_stand_below_each_other(tmp_path: Path, region: str, state: list[str]) -> None:
    options = [option if option != "eu-central-1" else region for option in ARGUMENTS]
    run_here(["init", "-c", str(tmp_path / "mwaa.yaml"), *options, *state])

    lines = (tmp_path / "mwaa.yaml").read_text().splitlines()
    remarks = [match for line in lines if (match := re.fullmatch(r"(.*?\S) {2,}(# .*)", line))]

    assert len(remarks) > 9
    assert [match[0] for match in remarks if match.start(2) != max(57, match.end(1) + 2)] == []


def test_a_participant_is_not_called_like_the_account_that_has_the_vpc(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--owner-account", "111111111111", "--participant", "owner=222222222222", "--profile", "owner=net"]

    assert run_here(["init", "-c", str(tmp_path / "mwaa.yaml"), *_NAMED, *options, "--environment", "etl"]) == 2

    reason = "'owner' stands for the account that owns the VPC, as in --profile; choose another name"
    assert capsys.readouterr().err == f"Error: --participant: {reason}\n"
    assert list(tmp_path.iterdir()) == []


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


def test_the_version_that_stands_as_a_comment_is_the_latest(tmp_path: Path) -> None:
    """From 2.10.3, which it was, an environment has no direct way to Airflow 3."""
    arguments = ["init", "--name", "a", "--region", "eu-west-1", "--owner-account", "111111111111"]
    assert (
        run_here([*arguments, "--participant", "b=222222222222", "--environment", "c", "-c", f"{tmp_path}/m.yaml"]) == 0
    )

    versions = re.findall(r"# airflow_version: (\S+)  +# unset: the latest", (tmp_path / "m.yaml").read_text())
    assert versions == [LATEST]


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


_ROLE = "arn:aws:iam::222222222222:role/"
_ACCOUNTS = ("--owner-account", "111111111111", "--participant", "data=222222222222")
_NAMED = ("--name", "lake", "--region", "eu-west-1")


@pytest.mark.parametrize(
    ("arguments", "environments"),
    [
        ((*_ACCOUNTS, "--environment", "etl"), {"data": ["etl"]}),
        ((*_ACCOUNTS, "--environment", "etl", "--environment", "ml"), {"data": ["etl", "ml"]}),
        (
            (
                *(*_ACCOUNTS, "--participant", "science=333333333333", "--environment", "etl"),
                *("--environment", "science/lab", "--environment", "data/bi"),
            ),
            {"data": ["etl", "bi"], "science": ["etl", "lab"]},
        ),
        (
            ("--owner-account", "111111111111", "--one-account", "--participant", "data", "--environment", "etl"),
            {"data": ["etl"]},
        ),
        ((*_ACCOUNTS, "--environment", "etl", "--state", "s3", "--state-bucket", "acme-tf"), {"data": ["etl"]}),
        (
            (
                *(*_ACCOUNTS, "--environment", "etl", "--state", "s3", "--state-bucket", "acme-tf"),
                *("--state-region", "us-east-1", "--role", "arn:aws:iam::111111111111:role/tf"),
                *("--profile", "data=team"),
            ),
            {"data": ["etl"]},
        ),
        (
            (*_ACCOUNTS, "--environment", "etl", "--profile", "owner=\u00e9#:x,\U0001f600"),
            {"data": ["etl"]},
        ),
        (
            (*_ACCOUNTS, "--environment", "etl", "--state", "s3", "--state-bucket", "acme-tf", "--create-state-bucket"),
            {"data": ["etl"]},
        ),
    ],
)
def test_every_combination_of_options_loads_and_renders(
    tmp_path: Path, arguments: tuple[str, ...], environments: dict[str, list[str]]
) -> None:
    file = tmp_path / "mwaa.yaml"

    assert run_here(["init", "-c", str(file), *_NAMED, *arguments]) == 0

    configured = load(file, strict=True)
    assert {p.name: [e.name for e in p.environments] for p in configured.participants} == environments
    options = dict(itertools.pairwise(arguments))
    assert configured.state.bucket == options.get("--state-bucket")
    assert configured.state.region == options.get("--state-region")
    assert configured.state.create == ("--create-state-bucket" in arguments)
    assert configured.owner.role_arn == options.get("--role")
    profiles = {"owner": configured.owner.profile} | {p.name: p.profile for p in configured.participants}
    name, _, profile = options.get("--profile", "owner=").partition("=")
    assert profiles[name] == (profile or None)
    assert run_here(["render", "-c", str(file), "-o", str(tmp_path / "generated")]) == 0


def test_all_missing_options_are_named_at_once(tmp_path: Path) -> None:
    done = run("init", "--region", "eu-west-1", cwd=tmp_path, stdin=subprocess.DEVNULL)

    assert (done.returncode, done.stderr) == (
        2,
        "Error: --name, --owner-account, --participant and --environment are required when not running interactively\n",
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--participant", "data"), "--participant 'data': allowed is NAME=ID, such as data=222222222222"),
        (
            ("--owner-account", "111111111111", "--participant", "data=111111111111"),
            "--participant 'data=111111111111': 111111111111 is the owner's account; use --one-account if it also runs "
            "Airflow",
        ),
        (
            (*_ACCOUNTS, "--environment", "dta/etl"),
            "--environment 'dta/etl': unknown participant 'dta', did you mean data?; known are data",
        ),
        (
            (*_ACCOUNTS, "--role", "arn:aws:iam::999999999999:role/x"),
            "--role 'arn:aws:iam::999999999999:role/x': belongs to none of the accounts; known are 111111111111 and "
            "222222222222",
        ),
        (
            (*_ACCOUNTS, "--profile", "dat=x"),
            "--profile 'dat=x': allowed is NAME=PROFILE, where NAME is owner or data, did you mean data?",
        ),
        (
            (*_ACCOUNTS, "--role", f"{_ROLE}a", "--role", f"{_ROLE}b"),
            f"--role '{_ROLE}b': 222222222222 has {_ROLE}a already; allowed is one",
        ),
        (
            (*_ACCOUNTS, "--profile", "data=x", "--profile", "data=y"),
            "--profile 'data=y': data has 'x' already; allowed is one",
        ),
        (("--state-bucket", "acme-tf"), "--state-bucket requires --state s3"),
        (("--create-state-bucket", "--state", "local"), "--create-state-bucket requires --state s3"),
        (("--state", "s3"), "--state s3 requires --state-bucket"),
        ((*_NAMED, *_ACCOUNTS, "--environment", "e" * 80), None),
        ((*_NAMED, *_ACCOUNTS, "--environment", "etl", "--state", "s3", "--state-bucket", "A"), None),
    ],
)
def test_options_that_do_not_fit_are_refused(
    tmp_path: Path, arguments: tuple[str, ...], message: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_here(["init", "-c", str(tmp_path / "mwaa.yaml"), *arguments]) == 2

    error = capsys.readouterr().err
    assert (
        error == f"Error: {message}\n"
        if message
        else re.search("^(Error: )?--(environment|state-bucket): ", error, re.MULTILINE)
    )
    assert "mwaa.yaml" not in error
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ['a"b', "a#b", "a\nb", "a: b", "- a", "*a", "{a}", "\x1b[2J", "\U0001f600", "a'b\\"])
@pytest.mark.parametrize("option", ["--name", "--region", "--owner-account", "--environment", "--participant"])
def test_a_hostile_answer_is_data_and_refused(
    tmp_path: Path, option: str, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [
        *_NAMED,
        *_ACCOUNTS,
        "--environment",
        "etl",
        option,
        f"{text}=222222222222" * (option[2] == "p") or text,
    ]

    assert run_here(["init", "-c", str(tmp_path / "mwaa.yaml"), *arguments]) == 2

    lines = capsys.readouterr().err.splitlines()
    assert [line for line in lines if option in line]
    assert all(line.isprintable() for line in lines)
    assert list(tmp_path.iterdir()) == []


def _take_terminal() -> None:
    """Let Ctrl-C on the terminal be a signal to this process."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


class Terminal:
    """`init` on a terminal: what it prints, and answers to it."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self._terminal, child = pty.openpty()
        environ = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mwaa_tf", "init", *arguments],
            cwd=folder,
            env=environ,
            stdin=child,
            stdout=child,
            stderr=child,
            start_new_session=True,
            preexec_fn=_take_terminal,  # noqa: PLW1509 - no other thread runs
        )
        os.close(child)
        self.printed = ""
        self._read = 0

    def answer(self, question: str, text: str) -> None:
        """Wait for ``question`` behind what was answered before, and answer."""
        self.wait_for(question)
        os.write(self._terminal, text.encode())

    def wait_for(self, text: str) -> None:
        deadline = time.monotonic() + 60
        while (place := self.printed.find(text, self._read)) < 0:
            assert time.monotonic() < deadline, self.printed
            self.printed += os.read(self._terminal, 4096).decode()
        self._read = place + len(text)

    def ended(self) -> int:
        with contextlib.suppress(OSError):  # the child has closed its side
            while data := os.read(self._terminal, 4096):
                self.printed += data.decode()
        code = self.process.wait(60)
        os.close(self._terminal)
        return code


def test_on_a_terminal_each_answer_is_checked_and_asked_again(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    for question, answer in [
        ("Name of the deployment [analytics]: ", "La ke\n"),
        ("'La ke' is not a name: lower-case letters", ""),
        ("Name of the deployment [analytics]: ", "lake\n"),
        ("AWS region [us-east-1]: ", "us-esat-1\n"),
        ("is not a region of AWS, did you mean us-east-1?", ""),
        ("AWS region [us-east-1]: ", "\n"),
        ("Account that owns the VPC (12 digits): ", "1111\n"),
        ("'1111' is not an AWS account id, 12 digits, not all zeros\r\n", ""),
        ("Account that owns the VPC (12 digits): ", "111111111111\n"),
        ("Role (ARN) or profile for Terraform in 111111111111", "arn:aws:iam::999999999999:role/tf\n"),
        ("belongs to account 999999999999, expected 111111111111", ""),
        ("Role (ARN) or profile for Terraform in 111111111111", "arn:aws:iam::111111111111:role/tf\n"),
        ("Name of the account that runs Airflow [data]: ", "owner\n"),
        ("'owner' stands for the account that owns the VPC", ""),
        ("Name of the account that runs Airflow [data]: ", "\n"),
        ("Account of data (12 digits): ", "111111111111\n"),
        ("Does it run Airflow, too, so that nothing is shared? [y/N]: ", "n\n"),
        ("Account of data (12 digits): ", "222222222222\n"),
        ("Role (ARN) or profile for Terraform in 222222222222", "team\n"),
        ("Another account that runs Airflow? [y/N]: ", "maybe\n"),
        ("Error: 'maybe' is neither yes nor no; allowed are y and n\r\n", ""),
        ("Another account that runs Airflow? [y/N]: ", "Yes\n"),
        ("Name of the account that runs Airflow: ", "data\n"),
        ("Error: ", ""),
        ("Name of the account that runs Airflow: ", "science\n"),
        ("Account of science (12 digits): ", "333333333333\n"),
        ("Role (ARN) or profile for Terraform in 333333333333", "\n"),
        ("Another account that runs Airflow? [y/N]: ", "\n"),
        ("Environments of data, separated by commas [etl]: ", "etl, etl\n"),
        ("Error: ", ""),
        ("Environments of data, separated by commas [etl]: ", "etl, bi\n"),
        ("Environments of science, separated by commas [etl]: ", "\n"),
        ("State (local, s3) [local]: ", "s3\n"),
        ("Create the bucket in the owner's account? No: it exists [Y/n]: ", "\n"),
        ("Name of the bucket [lake-111111111111-tfstate]: ", "\n"),
        ("mwaa.yaml: written. Next: mwaa_tf render", ""),
    ]:
        terminal.answer(question, answer)
    assert terminal.ended() == 0

    configured = load(tmp_path / "mwaa.yaml")
    assert (configured.name, configured.region) == ("lake", "us-east-1")
    assert configured.owner.role_arn == "arn:aws:iam::111111111111:role/tf"
    assert [environment.name for environment in configured.environments] == [
        "lake-data-etl",
        "lake-data-bi",
        "lake-science-etl",
    ]
    assert configured.participants[0].profile == "team"
    assert (configured.state.bucket, configured.state.create) == ("lake-111111111111-tfstate", True)


def test_on_a_terminal_only_what_is_missing_is_asked(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, *_NAMED, *_ACCOUNTS, "--state", "local")
    terminal.answer("Environments of data, separated by commas [etl]: ", "\n")

    assert terminal.ended() == 0
    assert "Name of the deployment" not in terminal.printed
    assert [environment.name for environment in load(tmp_path / "mwaa.yaml").environments] == ["lake-data-etl"]


def test_options_that_are_wrong_are_refused_before_the_first_question(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "--region", "mars")

    assert terminal.ended() == 2
    assert shown(terminal.printed).startswith("Error: --region: 'mars' is not a region of AWS")


@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["Ctrl-C", "end of input"])
def test_an_interrupted_question_ends_with_one_line_and_writes_nothing(tmp_path: Path, key: str) -> None:
    terminal = Terminal(tmp_path)
    terminal.answer("Name of the deployment [analytics]: ", "\n")
    terminal.answer("AWS region [us-east-1]: ", key)

    assert terminal.ended() == 130
    after = terminal.printed.partition("AWS region [us-east-1]: ")[2].replace("^C", "").replace("^D\x08\x08", "")
    assert after == "\r\nInterrupted.\r\n"
    assert list(tmp_path.iterdir()) == []


def test_the_next_command_works_for_every_name(tmp_path: Path) -> None:
    for name in (b"caf\xe9.yaml", b"two words.yaml", b"\x1b[31m.yaml"):
        arguments = ["init", "-c", os.fsdecode(name), "--name", "analytics", "--region", "us-east-1"]
        arguments += ["--owner-account", "111111111111", "--participant", "data=222222222222", "--environment", "etl"]
        done = run(*arguments, cwd=tmp_path)
        command = done.stdout.partition("Next: mwaa_tf render -c ")[2]

        shown = subprocess.run(["bash", "-c", f"cat {command}"], cwd=tmp_path, capture_output=True, check=True)

        assert shown.stdout.startswith(b"# Who owns the network")
