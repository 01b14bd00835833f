"""What an unexpected error leaves: a file to attach to a report. The person sees where it is, not a traceback."""

from __future__ import annotations

import contextlib
import os
import platform
import shutil
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from mwaa_tf import __version__
from mwaa_tf.diagnostics.facts import recall
from mwaa_tf.diagnostics.masking import masked_command
from mwaa_tf.diagnostics.records import safe
from mwaa_tf.files import replace_file
from mwaa_tf.user_cache import user_state

#: How many reports stay; older ones are deleted.
KEPT = 10


def report_crash(error: BaseException, argv: Sequence[str], records: Sequence[str]) -> str:
    """Write the report of ``error`` into the user's state folder. Returns what to tell the person, without secrets.

    ``argv`` are the arguments of the command, ``records`` the last log records, already formatted.
    """
    what = "".join(traceback.format_exception_only(error)).strip()
    said = f"Error: unexpected error, a bug in mwaa_tf: {safe(what)}"
    try:
        file = _write(crash_report(error, argv, records), os.environ)
    except (OSError, RuntimeError) as failure:  # RuntimeError: there is no home folder
        reason = failure.strerror if isinstance(failure, OSError) else failure
        return f"{said}\nIts log could not be written ({reason}); run the command with --debug to see the traceback."
    return f"{said}\nPlease report it and attach its log, after a look at what is in it: {file}"


def crash_report(error: BaseException, argv: Sequence[str], records: Sequence[str]) -> str:
    """Versions, the command, the traceback and the last log records; without secrets."""
    facts = [f"{name + ':':<14}{value}" for name, value in _machine()]
    command = f"{'command:':<14}{masked_command(['mwaa_tf', *argv])}"
    parts = ["\n".join([*facts, command]), formatted(error), "\n".join(["Last log records:", *records])]
    return safe("\n\n".join(parts)) + "\n"


def formatted(error: BaseException) -> str:
    """The traceback of ``error`` and of its causes; without secrets."""
    return safe("".join(traceback.format_exception(error)).rstrip())


def _machine() -> Iterator[tuple[str, str]]:
    yield "mwaa_tf", __version__
    yield "Terraform", recall("Terraform") or f"not started ({shutil.which('terraform') or 'none on PATH'})"
    yield "AWS provider", recall("AWS provider") or "not known"
    yield "Python", f"{platform.python_version()} ({sys.executable})"
    yield "OS", platform.platform()
    yield "folder", _folder()
    yield "time", f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _folder() -> str:
    try:
        return str(Path.cwd())
    except OSError as error:  # it was deleted
        return str(error)


def _write(report: str, environ: Mapping[str, str]) -> Path:
    folder = user_state(environ) / "crashes"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{os.getpid()}.log"
    # Readable by its owner alone from the first byte on.
    replace_file(file, report.encode(errors="backslashreplace"), mode=0o600)
    for old in sorted(folder.glob("*.log"))[:-KEPT]:
        with contextlib.suppress(OSError):
            old.unlink()
    return file
