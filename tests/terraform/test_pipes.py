"""What a process reads and prints arrives whole, however much it is and however it is cut up."""

from __future__ import annotations

import os
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mwaa_tf.terraform.process import Processes, Result


def run(program: str, folder: Path, **options: object) -> Result:
    return Processes().run([sys.executable, "-c", program], cwd=folder, env=os.environ, **options)  # type: ignore[arg-type]


def test_megabytes_in_and_out_at_the_same_time_block_neither_side(tmp_path: Path) -> None:
    program = "import sys\nfor line in sys.stdin: print(line, end=''); print(line, end='', file=sys.stderr)"
    text = "0123456789" * 10 + "\n"

    result = run(program, tmp_path, stdin=text * 20_000)

    assert result == Result(0, text * 20_000, text * 20_000)


def test_a_process_may_end_without_reading_its_input(tmp_path: Path) -> None:
    assert run("print('done')", tmp_path, stdin="x" * 1_000_000) == Result(0, "done\n", "")


def test_lines_are_told_whole_and_as_they_come(tmp_path: Path) -> None:
    """A character is cut in two, and the last line has no end."""
    program = (
        "import sys, time\n"
        "for part in (b'first\\nsec', b'ond \\xc3', b'\\xa9\\r\\n\\nlast'):\n"
        "    sys.stdout.buffer.write(part); sys.stdout.flush(); time.sleep(0.1)"
    )
    lines: list[str] = []

    result = run(program, tmp_path, on_line=lines.append)

    assert lines == ["first\n", "second é\n", "\n", "last"]
    assert result.stdout == "first\nsecond é\n\nlast"


def test_separators_of_unicode_end_no_line(tmp_path: Path) -> None:
    lines: list[str] = []
    run(r"print('{\"a\": \"x\u2028y\x0bz\"}')", tmp_path, on_line=lines.append)
    assert lines == ['{"a": "x\u2028y\x0bz"}\n']


def test_what_is_no_utf_8_is_replaced(tmp_path: Path) -> None:
    assert run("import sys; sys.stdout.buffer.write(b'a\\xffb\\xc3')", tmp_path).stdout == "a�b�"


def test_an_error_in_a_listener_is_raised_once_all_is_read(tmp_path: Path) -> None:
    told: list[str] = []

    def listen(line: str) -> None:
        told.append(line)
        raise LookupError(line)

    with pytest.raises(LookupError, match="0"):
        run("for number in range(20_000): print(number)\nopen('end', 'w')", tmp_path, on_line=listen)

    assert told == ["0\n"]
    assert (tmp_path / "end").exists()


def test_the_end_comes_with_that_of_the_last_child_that_may_still_print(tmp_path: Path) -> None:
    program = "import subprocess; subprocess.Popen(['sh', '-c', 'sleep 0.3; echo late'])"
    assert run(program, tmp_path).stdout == "late\n"


def test_the_children_of_a_process_that_was_killed_are_not_waited_for(tmp_path: Path) -> None:
    processes = Processes()
    command = ["sh", "-c", "sleep 600 & echo $! > child; echo printed; kill -9 $$"]

    result = processes.run(command, cwd=tmp_path, env=os.environ)

    assert result == Result(-signal.SIGKILL, "printed\n", "")
    os.kill(int((tmp_path / "child").read_text()), signal.SIGKILL)


def test_a_process_that_is_being_stopped_can_still_print_more_than_a_pipe_holds(tmp_path: Path) -> None:
    """As Terraform does that saves its state after an interrupt: its output must have a reader until its end."""
    program = (
        "import pathlib, signal, sys, time\n"
        "def end(*_):\n"
        "    print('x' * 1_000_000); pathlib.Path('saved').touch(); sys.exit(3)\n"
        "signal.signal(signal.SIGINT, end); pathlib.Path('ready').touch()\n"
        "while True: time.sleep(0.05)"
    )
    processes = Processes(grace=60)
    with ThreadPoolExecutor() as threads:
        command = [sys.executable, "-c", program]
        future = threads.submit(lambda: processes.run(command, cwd=tmp_path, env=os.environ))
        while not (tmp_path / "ready").exists():
            time.sleep(0.02)
        processes.stop()
        result = future.result(60)

    assert (result.returncode, len(result.stdout)) == (3, 1_000_001)
    assert (tmp_path / "saved").exists()


def test_after_ctrl_c_the_output_is_read_on(tmp_path: Path) -> None:
    program = (
        "import os, pathlib, signal, sys, time\n"
        "def end(*_):\n"
        "    print('x' * 1_000_000); pathlib.Path('saved').touch(); sys.exit(3)\n"
        "signal.signal(signal.SIGINT, end); print('ready', flush=True)\n"
        "while True: time.sleep(0.05)"
    )

    def interrupt(line: str) -> None:
        if line == "ready\n":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(program, tmp_path, on_line=interrupt)

    assert (tmp_path / "saved").exists()
