"""Log records: silent by default, shown on request, masked, and logging is left as it was."""

from __future__ import annotations

import io
import logging
import platform
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mwaa_tf import __version__
from mwaa_tf.diagnostics.records import KEPT, Recorder

LOG = logging.getLogger("mwaa_tf.some.module")


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    started = Recorder()
    yield started
    started.stop()


def test_the_last_records_are_kept_and_nothing_is_shown(recorder: Recorder, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(KEPT + 5):
        LOG.debug("record %d", number)

    lines = recorder.lines()

    assert len(lines) == KEPT
    assert lines[0].endswith("mwaa_tf.some.module: record 5")
    assert capsys.readouterr() == ("", "")


def test_shown_records_have_time_level_logger_and_no_secrets_or_control_characters(recorder: Recorder) -> None:
    stream = io.StringIO()
    recorder.show(stream)

    LOG.info("key %s from \x1b[31m%s", "AKIAIOSFODNN7EXAMPLE", "here")

    first, line = stream.getvalue().splitlines()
    time, level, rest = line.split(maxsplit=2)
    assert f": mwaa_tf {__version__}, Python {platform.python_version()}, " in first
    assert (len(time), level) == (12, "INFO")
    assert rest == "mwaa_tf.some.module: key (an AWS access key id) from \\x1b[31mhere"


def test_the_cause_of_a_logged_exception_is_shown_without_secrets(recorder: Recorder) -> None:
    try:
        raise ValueError("password=hunter2hunter2")
    except ValueError:
        LOG.debug("refused", exc_info=True)

    (text,) = recorder.lines()

    assert "ValueError: password=(masked)" in text
    assert "hunter2" not in text


def test_logging_is_afterwards_as_it_was() -> None:
    logger = logging.getLogger("mwaa_tf")
    before = (logger.level, list(logger.handlers))

    recorder = Recorder()
    recorder.show(io.StringIO())
    recorder.stop()

    assert (logger.level, list(logger.handlers)) == before


def test_the_library_shows_nothing_that_it_logs(tmp_path: Path) -> None:
    program = "import logging, mwaa_tf; mwaa_tf.load; logging.getLogger('mwaa_tf.x').warning('not for you')"

    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)

    assert (done.stdout, done.stderr) == ("", "")
