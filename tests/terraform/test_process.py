import logging
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mwaa_tf.terraform.process import Processes, Result

# Says that it runs, and with what its session ends; it heeds SIGINT as Terraform does.
POLITE = "trap 'echo interrupted >> out; exit 3' INT; echo $$ > pid; while :; do sleep 0.05; done"
STUBBORN = "trap '' INT; echo $$ > pid; while :; do sleep 0.05; done"


def wait_for(path: Path) -> int:
    for _ in range(200):
        if path.exists() and path.read_text().strip():
            return int(path.read_text())
        time.sleep(0.02)
    raise AssertionError(f"{path} did not appear")


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
        assert future.result(10).returncode == 3
    assert (tmp_path / "out").read_text() == "interrupted\n"


def test_stop_kills_what_does_not_end_in_time(tmp_path: Path) -> None:
    processes = Processes(grace=0.2)
    with ThreadPoolExecutor() as threads:
        future = threads.submit(run, processes, STUBBORN, tmp_path)
        pid = wait_for(tmp_path / "pid")
        processes.stop()
        assert future.result(10).returncode == -signal.SIGKILL
    assert not alive(pid)


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


def test_a_process_is_logged_with_its_command_folder_and_end(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="mwaa_tf.terraform"):
        run(Processes(), "exit 4", tmp_path)

    started, ended = caplog.messages
    assert started.endswith(f" started in {tmp_path}: sh -c 'exit 4'")
    assert " ended with exit code 4 after " in ended
