"""`dags bisect` as a person calls it: on a terminal, in a pipeline, interrupted, killed."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.calls import Call
from mwaa_tf.local_aws.services.mwaa import rest_api
from tests.access.bisect.fake_airflow import FakeAirflow
from tests.access.bisect.folders import ACCOUNT, DagFolder
from tests.cli.terminal import shown
from tests.local_aws.services.mwaa.support import Place
from tests.support import wait_until

GOOD = b"from airflow import DAG"
#: A probe that is bad with all files, and not done with none.
BAD_THEN_WAITS = "test -e tried && sleep 60; touch tried; exit 1"
COMMAND = (sys.executable, "-m", "mwaa_tf", "dags", "bisect")


@dataclass
class Deployed:
    """An environment with a DAG folder, and its Airflow."""

    aws: LocalAws
    place: Place
    folder: DagFolder
    airflow: FakeAirflow
    work: Path

    @property
    def environ(self) -> dict[str, str]:
        return self.aws.environment(ACCOUNT, os.environ)

    @property
    def arguments(self) -> tuple[str, ...]:
        return ("--name", self.place.name, "--region", "us-east-1", "--settle", "3")

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*COMMAND, *self.arguments, *arguments],
            cwd=self.work,
            env=self.environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*COMMAND, *self.arguments, *arguments],
            cwd=self.work,
            env=self.environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


@pytest.fixture(scope="module")
def place(module_local_aws: LocalAws) -> Place:
    place = Place(module_local_aws)
    place.available()
    return place


@pytest.fixture
def deployed(
    module_local_aws: LocalAws, place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Deployed]:
    """Six DAG files; ``b.py`` and ``team/e.py`` cannot be imported."""
    airflow = FakeAirflow(ACCOUNT, place.bucket_name)
    monkeypatch.setattr(rest_api, "respond", airflow)
    folder = DagFolder(place.s3, place.bucket_name, ())
    for name in ("a", "b", "c", "team/d", "team/e", "f"):
        folder.put(f"{name}.py", GOOD + (b" # broken" if name in ("b", "team/e") else b""))
    folder.put("common/__init__.py", b"")
    yield Deployed(module_local_aws, place, folder, airflow, tmp_path)
    assert module_local_aws.failures == ()
    for version in folder.versions():
        key, _, number = version.rpartition(" ")
        place.s3.delete_object(Bucket=place.bucket_name, Key=key, VersionId=number)


def test_import_errors_lead_to_the_files_that_have_them(deployed: Deployed) -> None:
    state = deployed.folder.state()

    done = deployed.run("--probe", "import-errors", "--yes")

    assert done.returncode == 0, done.stderr
    assert done.stdout == "Found 2 causes in 10 trials:\n  b.py\n  team/e.py\n"
    assert "  bad: 2 import errors: b.py and team/e.py\n" in done.stderr
    assert "Warning: 2 DAG runs in progress or queued.\n" in done.stderr
    assert done.stderr.endswith("Restoring the DAG folder.\n6 DAG files in place, as before.\n")
    assert deployed.folder.state() == state


def test_the_health_of_the_web_server_leads_to_the_file_that_spoils_it(deployed: Deployed) -> None:
    deployed.airflow.lag = 5
    deployed.folder.put("f.py", GOOD + b" # hangs")

    done = deployed.run("--probe", "health", "--yes", "--json")

    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert (answer["end"], answer["causes"], answer["files"]) == ("found", [["f.py"]], 6)
    assert {file["state"] for file in answer["restored"]} == {"restored"}
    assert "  bad: dag_processor is unhealthy\n" in done.stderr


def test_it_waits_until_the_scheduler_has_noticed(deployed: Deployed) -> None:
    """With a lag, a probe right after a move would still see the files that were moved."""
    deployed.airflow.lag = 5

    done = deployed.run("--probe", "import-errors", "--yes", "--json")

    assert json.loads(done.stdout)["causes"] == [["b.py"], ["team/e.py"]]
    assert deployed.airflow.calls.count("/dags") > 10


def test_a_command_tells_good_from_bad_by_its_exit_code(deployed: Deployed) -> None:
    script = deployed.work / "probe.py"
    script.write_text(
        "import sys, urllib.request, boto3\n"
        f"keys = boto3.client('s3').list_objects_v2(Bucket={deployed.place.bucket_name!r}, Prefix='dags/')\n"
        "print('seen', len(keys['Contents']))\n"
        "sys.exit(3 if any(entry['Key'] == 'dags/c.py' for entry in keys['Contents']) else 0)\n"
    )

    done = deployed.run("--settle", "0", "--yes", "--probe", "--", sys.executable, str(script), "--settle", "x")

    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[1:] == ["  c.py"]
    assert "    seen 7\n" in done.stderr
    assert "  bad: exit code 3\n" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "there is no terminal to ask on; add --probe health"),
        (("--probe", "health"), "there is no terminal to ask on; --yes moves DAG files without a question"),
        (("--json", "--yes"), "--json asks nothing; add --probe health"),
        (("--probe", "health", "--restore"), "--restore and a probe are mutually exclusive"),
        (("--probe", "health", "--", "true"), "--probe health and a command are mutually exclusive"),
        (("--yes", "--"), "no command follows --"),
        (("--yes", "--", "no-such-program"), "no command no-such-program that can be run"),
        (("--probe", "pulse"), "'pulse' is not one of 'health', 'import-errors'"),
        (("--settle", "-1"), "-1.0 is not in the range"),
        (("data-etl", "--probe", "health", "--yes"), "mutually exclusive"),
    ],
)
def test_a_wrong_call_moves_nothing(deployed: Deployed, arguments: tuple[str, ...], message: str) -> None:
    versions = deployed.folder.versions()

    done = deployed.run(*arguments)

    assert done.returncode == 2
    assert message in done.stderr.replace("\n", " ")
    assert deployed.folder.versions() == versions


def test_a_command_that_a_signal_ends_ends_the_bisect_and_everything_is_restored(deployed: Deployed) -> None:
    state = deployed.folder.state()

    done = deployed.run("--settle", "0", "--yes", "--", "sh", "-c", "test -e tried && kill -9 $$; touch tried; exit 1")

    assert done.returncode == 1
    assert "Restoring the DAG folder.\n6 DAG files in place, as before.\nError: sh was ended by signal 9" in done.stderr
    assert deployed.folder.state() == state


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_restores_and_ends(deployed: Deployed, number: signal.Signals) -> None:
    state = deployed.folder.state()
    process = deployed.start("--settle", "0", "--yes", "--", "sh", "-c", BAD_THEN_WAITS)
    wait_until(lambda: "a.py" not in deployed.folder.present())

    process.send_signal(number)
    output, messages = process.communicate(timeout=60)

    assert process.returncode == 130
    assert output == ""
    assert messages.endswith("Restoring the DAG folder.\n6 DAG files in place, as before.\n\nInterrupted.\n")
    assert deployed.folder.state() == state


def test_after_a_kill_the_next_one_refuses_and_restore_brings_everything_back(deployed: Deployed) -> None:
    state = deployed.folder.state()
    process = deployed.start("--settle", "0", "--yes", "--", "sh", "-c", BAD_THEN_WAITS)
    wait_until(lambda: not deployed.folder.present() & {"a.py", "b.py", "c.py", "team/d.py", "team/e.py", "f.py"})
    process.kill()
    process.communicate(timeout=60)

    refused = deployed.run("--probe", "health", "--yes")
    restored = deployed.run("--restore")
    again = deployed.run("--restore")

    assert refused.returncode == 2
    assert f"for {deployed.place.name}, started 20" in refused.stderr
    assert refused.stderr.endswith("If it no longer runs, restore first: add --restore\n")
    assert restored.returncode == 0, restored.stderr
    assert restored.stderr.startswith("Restoring the bisect of ")
    assert restored.stderr.endswith("6 DAG files in place, as before.\n")
    assert deployed.folder.state() == state
    assert (again.returncode, again.stdout) == (0, "")
    assert again.stderr.startswith("There is nothing to restore: ")


#: By the call that changes the bucket last: the journal is there, files are copied, taken out and put back, copies are
#: deleted. With six files, a bisect that finds nothing makes some thirty of these calls.
STEPS = {"the journal": 1, "copies": 4, "taken out": 10, "put back": 17, "cleaning up": 22}


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS)
def test_a_process_that_is_killed_at_any_step_leaves_what_restore_needs(deployed: Deployed, step: str) -> None:
    state = deployed.folder.state()
    calls: list[Call] = []
    processes: list[subprocess.Popen[str]] = []

    def kill(call: Call) -> None:
        """Kill the process before it reads the answer."""
        if call.mutating and call.service == "s3" and processes:
            calls.append(call)
            if len(calls) == STEPS[step]:
                processes[0].kill()

    deployed.aws.record.listen(kill)
    processes.append(deployed.start("--settle", "0", "--yes", "--", "false"))
    _, messages = processes[0].communicate(timeout=120)
    code = processes.pop().returncode
    restored = deployed.run("--restore")

    assert code == -signal.SIGKILL, messages
    assert restored.returncode == 0, restored.stderr
    assert deployed.folder.state() == state


def test_two_bisects_at_once_refuse_each_other(deployed: Deployed) -> None:
    state = deployed.folder.state()
    first = deployed.start("--settle", "0", "--yes", "--", "sh", "-c", BAD_THEN_WAITS)
    wait_until(lambda: "a.py" not in deployed.folder.present())

    second = deployed.run("--probe", "health", "--yes")

    assert second.returncode == 2
    assert "a bisect of this bucket is running" in second.stderr
    first.send_signal(signal.SIGINT)
    first.communicate(timeout=60)
    assert deployed.folder.state() == state


#: Seconds until the next output of a command.
_LONGEST = 120.0


def on_terminal(deployed: Deployed, answers: str, *arguments: str) -> tuple[int, list[str]]:
    """Exit code and lines of a call on a terminal, which answers each question with the next of ``answers``."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, *deployed.arguments, *arguments],
        cwd=deployed.work,
        env={**deployed.environ, "TERM": "xterm"},
        stdin=follower,
        stdout=follower,
        stderr=follower,
    )
    os.close(follower)
    text, seen, waiting = "", 0, list(answers)
    while chunk := _read(leader):
        text += chunk
        while waiting and (place := max(text.find("[y/N]: ", seen), text.find("[q]uit: ", seen))) >= 0:
            seen = place + 1
            answer = waiting.pop(0)
            if answer == "^":  # what Ctrl-C sends, where the terminal is the process's own
                process.send_signal(signal.SIGINT)
            else:
                os.write(leader, f"{answer}\n".encode())
    os.close(leader)
    return process.wait(timeout=60), shown(text).splitlines()


def _read(descriptor: int) -> str:
    ready, _, _ = select.select([descriptor], [], [], _LONGEST)
    assert ready, "the command waits for something else"
    try:
        return os.read(descriptor, 65_536).decode()
    except OSError:  # Linux answers EIO once the other end is closed
        return ""


def test_a_person_is_asked_after_each_step(deployed: Deployed) -> None:
    state = deployed.folder.state()
    # Move: yes. With all: yes, with none: no; then the halves, the file alone, and all but the file.
    code, lines = on_terminal(deployed, "yynnnyyn")

    name, bucket = deployed.place.name, deployed.place.bucket_name
    question = "  Does the problem show now? [y]es, [n]o, [s]kip, [q]uit: "
    waiting = "  waiting until the scheduler has noticed, up to 3 s"
    assert [line.partition("/mwaa_tf-bisect/")[0] for line in lines] == [
        f"{name}: 6 DAG files in s3://{bucket}/dags/, and 1 other file that stays.",
        "One cause takes at most 7 trials, each after a wait of up to 3 s.",
        "Warning: DAGs are not scheduled while their file is taken out, and their running tasks may fail.",
        "Warning: 2 DAG runs in progress or queued.",
        f"Move DAG files of {name}? [y/N]: y",
        *("Trial 1: all 6 DAG files in place.", f"{question}y", "  bad"),
        *("Trial 2: 0 of 6 DAG files in place.", f"  copying 6 files to s3://{bucket}"),
        *(waiting, f"{question}n", "  good"),
        *("Trial 3: 3 of 6 DAG files in place.", waiting, f"{question}n", "  good"),
        *("Trial 4: 4 of 6 DAG files in place.", waiting, f"{question}n", "  good"),
        *("Trial 5: 5 of 6 DAG files in place.", waiting, f"{question}y", "  bad"),
        *("Trial 6: 1 of 6 DAG files in place.", waiting, f"{question}y", "  bad"),
        *("Trial 7: 5 of 6 DAG files in place.", waiting, f"{question}n", "  good"),
        "Restoring the DAG folder.",
        "6 DAG files in place, as before.",
        "Found 1 cause in 7 trials:",
        "  team/d.py",
    ]
    assert code == 0
    assert deployed.folder.state() == state


@pytest.mark.parametrize("ending", ["q", "^"])
def test_a_person_who_ends_it_gets_everything_back(deployed: Deployed, ending: str) -> None:
    state = deployed.folder.state()

    code, lines = on_terminal(deployed, f"yyn{ending}")

    assert code == (1 if ending == "q" else 130)
    assert "6 DAG files in place, as before." in lines
    assert lines[-1] == ("Error: ended after 2 trials" if ending == "q" else "Interrupted.")
    assert deployed.folder.state() == state


def test_a_person_who_does_not_agree_moves_nothing(deployed: Deployed) -> None:
    versions = deployed.folder.versions()

    code, lines = on_terminal(deployed, "n")

    assert (code, lines[-1]) == (1, "Nothing was moved.")
    assert deployed.folder.versions() == versions
