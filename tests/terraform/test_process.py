import gc
import logging
import os
import pkgutil
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mwaa_tf.terraform.process import Processes, Result
from tests.support import REPOSITORY, wait_until

# Says that it runs, and with what its session ends; it heeds SIGINT as Terraform does.
POLITE = "trap 'echo interrupted >> out; exit 3' INT; echo $$ > pid; while :; do sleep 0.05; done"
STUBBORN = "trap '' INT; echo $$ > pid; while :; do sleep 0.05; done"


def wait_for(path: Path) -> int:
    wait_until(lambda: path.exists() and bool(path.read_text().strip()))
    return int(path.read_text())


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def run(processes: Processes, script: str, folder: Path) -> Result:
    return processes.run(["sh", "-c", script], cwd=folder, env=os.environ)


def test_output_error_output_and_exit_code_are_told_apart(tmp_path: Path) -> None:
    result = Processes().run(["sh", "-c", "cat; echo oops >&2; exit 4"], cwd=tmp_path, env=os.environ, stdin="hello")
    assert result == Result(4, "hello", "oops\n")


def test_stop_interrupts_once_and_lets_the_process_clean_up(tmp_path: Path) -> None:
    processes = Processes()
    with ThreadPoolExecutor() as threads:
        future = threads.submit(run, processes, POLITE, tmp_path)
        wait_for(tmp_path / "pid")
        processes.stop()
        assert future.result(60).returncode == 3
    assert (tmp_path / "out").read_text() == "interrupted\n"


def test_stop_kills_what_does_not_end_in_time(tmp_path: Path) -> None:
    processes = Processes(grace=0.2)
    with ThreadPoolExecutor() as threads:
        future = threads.submit(run, processes, STUBBORN, tmp_path)
        pid = wait_for(tmp_path / "pid")
        processes.stop()
        assert future.result(60).returncode == -signal.SIGKILL
    assert not alive(pid)


def test_children_of_a_process_that_someone_kills_end_with_it(tmp_path: Path) -> None:
    program = "sleep 600 & echo $! > provider; echo $$ > pid; wait"
    with ThreadPoolExecutor() as threads:
        future = threads.submit(run, Processes(), program, tmp_path)
        provider = wait_for(tmp_path / "provider")
        os.kill(wait_for(tmp_path / "pid"), signal.SIGKILL)
        assert future.result(60).returncode == -signal.SIGKILL
    wait_for_end(provider)


@pytest.mark.parametrize("where", ["subprocess.Popen", "mwaa_tf.terraform.guardian.Guardian.watch"])
def test_ctrl_c_ends_a_process_that_has_just_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    processes = Processes()
    run(processes, "true", tmp_path)
    original = pkgutil.resolve_name(where)

    def pressed(*args: object, **options: object) -> object:
        result = original(*args, **options)
        wait_for(tmp_path / "pid")
        signal.raise_signal(signal.SIGINT)
        return result

    monkeypatch.setattr(where, pressed)

    with pytest.raises(KeyboardInterrupt):
        run(processes, POLITE, tmp_path)
    assert (tmp_path / "out").read_text() == "interrupted\n"
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_after_close_nothing_new_starts(tmp_path: Path) -> None:
    processes = Processes()
    processes.close()
    with pytest.raises(RuntimeError, match="closed"):
        run(processes, "touch started", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_ends_the_process_before_it_reaches_the_caller(tmp_path: Path) -> None:
    def press() -> None:
        wait_for(tmp_path / "pid")
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=press)
    thread.start()
    with pytest.raises(KeyboardInterrupt):
        run(Processes(), POLITE, tmp_path)
    thread.join()
    assert (tmp_path / "out").read_text() == "interrupted\n"
    assert not alive(wait_for(tmp_path / "pid"))


def test_ctrl_c_ends_a_process_whose_pipes_are_not_open_yet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        wait_for(tmp_path / "pid")
        raise KeyboardInterrupt

    monkeypatch.setattr("mwaa_tf.terraform.process.Pipes", interrupted)

    with pytest.raises(KeyboardInterrupt):
        run(Processes(), POLITE, tmp_path)
    assert (tmp_path / "out").read_text() == "interrupted\n"
    assert not alive(wait_for(tmp_path / "pid"))


def test_a_process_is_logged_with_its_command_folder_and_end(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="mwaa_tf.terraform"):
        run(Processes(), "exit 4", tmp_path)

    started, ended = caplog.messages
    assert started.endswith(f" started in {tmp_path}: sh -c 'exit 4'")
    assert " ended with exit code 4 after " in ended


#: Runs the shell's program of the second argument in the folder of the first, on a thread, as the lifecycle does.
CHILD = """
import os, sys, threading, time
from pathlib import Path
from mwaa_tf.terraform.process import Processes
processes = Processes(grace=1.0)
command = ["sh", "-c", sys.argv[2]]
arguments = {"cwd": Path(sys.argv[1]), "env": os.environ}
thread = threading.Thread(target=lambda: processes.run(command, **arguments))
thread.start()
while not processes._running:
    time.sleep(0.01)
print("started", flush=True)
thread.join()
"""


def wait_for_end(pid: int) -> None:
    """Wait until the process is gone, or is only still listed because no one has asked how it ended."""

    def has_ended() -> bool:
        try:
            return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
        except OSError:
            return True

    wait_until(has_ended)


@pytest.mark.parametrize(
    "program",
    [
        # As Terraform ends: in good order, and its provider with it.
        "trap 'kill $!; exit 1' INT; sleep 600 & echo $! > provider; echo $$ > pid; wait",
        # As Terraform would end at its next line of output if that had no reader any more: its provider stays.
        "sleep 600 & echo $! > provider; echo $$ > pid; while :; do echo line; sleep 0.05; done",
        # As something ends that does not: by force.
        "trap '' INT; sleep 600 & echo $! > provider; echo $$ > pid; while :; do sleep 0.05; done",
    ],
    ids=["polite", "broken pipe", "stubborn"],
)
def test_a_process_and_its_children_end_with_a_parent_that_is_killed(tmp_path: Path, program: str) -> None:
    command = [sys.executable, "-c", CHILD, str(tmp_path), program]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"started\n"
        pid, provider = wait_for(tmp_path / "pid"), wait_for(tmp_path / "provider")
        parent.kill()

    wait_for_end(pid)
    wait_for_end(provider)


#: Prints as Terraform does when it is interrupted, more than a pipe holds, and then saves its state.
SAVES = """
save() {
  i=0; while [ $i -lt 2000 ]; do echo "Interrupt received. Please wait for Terraform to exit."; i=$((i+1)); done
  echo "Gracefully shutting down" >&2
  sleep 0.3; echo saved > state; exit 1
}
trap save INT; echo $$ > pid; while :; do sleep 0.05; done
"""


def test_a_process_can_print_and_save_its_state_after_its_parent_was_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", CHILD, str(tmp_path), SAVES]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"started\n"
        pid = wait_for(tmp_path / "pid")
        parent.kill()

    wait_for_end(pid)
    assert (tmp_path / "state").read_text() == "saved\n"


#: Exits at the second interrupt, as Terraform does, without having saved anything.
SAVES_AFTER_ONE = """
trap 'n=$((n+1)); [ $n -lt 2 ] || exit 1' INT
n=0; echo $$ > pid
while [ $n -lt 1 ]; do sleep 0.05; done
touch interrupted
i=0; while [ $i -lt 20 ]; do sleep 0.05; i=$((i+1)); done
echo saved > state
"""


def test_a_parent_that_is_killed_after_it_was_interrupted_does_not_interrupt_a_second_time(tmp_path: Path) -> None:
    """A CI system sends SIGINT, and SIGKILL a few seconds later."""
    program = CHILD.replace("thread.join()", "processes.stop()")
    with subprocess.Popen(
        [sys.executable, "-c", program.replace("grace=1.0", "grace=60.0"), str(tmp_path), SAVES_AFTER_ONE],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"started\n"
        pid = wait_for(tmp_path / "pid")
        wait_until((tmp_path / "interrupted").exists)
        parent.kill()

    wait_for_end(pid)
    assert (tmp_path / "state").read_text() == "saved\n"


def test_what_has_ended_is_not_signalled_later(tmp_path: Path) -> None:
    """Its number may belong to another process by then."""
    processes = Processes()
    run(processes, "true", tmp_path)
    with subprocess.Popen(["sleep", "600"], start_new_session=True) as other:
        assert processes._guardian is not None
        processes._guardian.watch(other.pid, [])
        processes._guardian.forget(other.pid)
        processes.close()
        assert other.poll() is None
        other.kill()


@pytest.mark.parametrize("how", ["closed", "dropped"])
def test_the_guardian_ends_with_what_it_is_for(tmp_path: Path, how: str) -> None:
    gc.collect()  # what earlier tests dropped: its guardians would end only with this one
    before = children()
    processes = Processes()
    run(processes, "true", tmp_path)
    guardian = children() - before
    assert len(guardian) == 1

    if how == "closed":
        processes.close()
    else:
        del processes
        gc.collect()

    assert not guardian & children()


def children() -> set[str]:
    """The child processes of this one."""
    listed = (Path(f"/proc/self/task/{thread.name}/children") for thread in Path("/proc/self/task").iterdir())
    return {child for file in listed for child in file.read_text().split()}


def test_a_machine_without_room_for_a_guardian_still_runs_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "none"))
    processes = Processes()

    assert run(processes, "exit 4", tmp_path).returncode == 4
    processes.close()


def test_where_interrupts_are_ignored_the_process_is_terminated_instead(tmp_path: Path) -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        processes = Processes()
        program = "trap 'echo terminated >> out; exit 3' TERM; echo $$ > pid; while :; do sleep 0.05; done"
        with ThreadPoolExecutor() as threads:
            future = threads.submit(run, processes, program, tmp_path)
            wait_for(tmp_path / "pid")
            processes.stop()
            assert future.result(60).returncode == 3
    finally:
        signal.signal(signal.SIGINT, before)
    assert (tmp_path / "out").read_text() == "terminated\n"


#: Runs the shell's program of the second argument in the folder of the first, as a command does.
COMMAND = """
import os, signal, sys
from pathlib import Path
from mwaa_tf.signals import handled_by, interrupt
from mwaa_tf.terraform.process import Processes
signal.signal(signal.SIGINT, signal.default_int_handler)
try:
    with handled_by(interrupt):
        Processes().run(["sh", "-c", sys.argv[2]], cwd=Path(sys.argv[1]), env=os.environ)
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


@pytest.mark.parametrize("numbers", [(signal.SIGINT, signal.SIGINT), (signal.SIGINT, signal.SIGTERM)])
def test_two_interrupts_within_milliseconds_let_the_process_clean_up(
    tmp_path: Path, numbers: tuple[signal.Signals, signal.Signals]
) -> None:
    """A second one that is meant as such kills it."""
    program = "trap 'sleep 0.3; echo cleaned up > out; exit 3' INT; echo $$ > pid; while :; do sleep 0.05; done"
    command = [sys.executable, "-c", COMMAND, str(tmp_path), program]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE) as process:
        wait_for(tmp_path / "pid")
        time.sleep(0.2)
        for number in numbers:
            process.send_signal(number)
            time.sleep(0.01)
        output, _ = process.communicate(timeout=60)

    assert output == b"interrupted\n"
    assert (tmp_path / "out").read_text() == "cleaned up\n"


def test_the_busy_seconds_are_those_of_the_clock_however_many_processes_run(tmp_path: Path) -> None:
    processes = Processes()
    began = time.monotonic()
    with ThreadPoolExecutor(4) as threads:
        results = list(threads.map(lambda _: run(processes, "sleep 0.3", tmp_path), range(4)))
    elapsed = time.monotonic() - began
    busy = processes.busy_seconds
    time.sleep(0.2)

    assert sum(result.seconds for result in results) >= 1.2
    assert 0.3 <= busy <= elapsed
    assert processes.busy_seconds == busy
    run(processes, "sleep 0.1", tmp_path)
    assert processes.busy_seconds >= busy + 0.1
