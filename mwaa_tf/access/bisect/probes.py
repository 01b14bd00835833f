"""Tell whether the problem shows now: ask Airflow, or run a command."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mwaa_tf.access.bisect.airflow import Airflow, AirflowDownError
from mwaa_tf.access.bisect.errors import ProbeError
from mwaa_tf.access.bisect.search import TrialVerdict
from mwaa_tf.errors import UsageError
from mwaa_tf.terraform.process import Processes
from mwaa_tf.text import join_words, one_line, plural, shell_quoted

#: Exit code of a command that cannot tell, and the first one that means neither good nor bad (git-bisect(1)).
_SKIP, _FIRST_ABORT = 125, 128


@dataclass(frozen=True, slots=True)
class Observation:
    """What a probe saw."""

    verdict: TrialVerdict
    reason: str = ""


ProbeNow = Callable[[], Observation]


def health_probe(airflow: Airflow) -> ProbeNow:
    """Bad if the web server does not answer, or says that a component is not healthy."""

    def probe() -> Observation:
        try:
            unhealthy = airflow.unhealthy()
        except AirflowDownError as error:
            return Observation(TrialVerdict.BAD, one_line(str(error)))
        return Observation(TrialVerdict.BAD if unhealthy else TrialVerdict.GOOD, one_line(unhealthy or "healthy"))

    return probe


def import_errors_probe(airflow: Airflow) -> ProbeNow:
    """Bad if any file could not be imported; that the web server does not answer cannot be told from it."""

    def probe() -> Observation:
        try:
            errors = airflow.import_errors()
        except AirflowDownError as error:
            return Observation(TrialVerdict.SKIP, one_line(str(error)))
        if not errors:
            return Observation(TrialVerdict.GOOD, "no import errors")
        paths = sorted({error.path for error in errors})
        return Observation(TrialVerdict.BAD, one_line(f"{plural(len(errors), 'import error')}: {join_words(paths)}"))

    return probe


def command_probe(command: Sequence[str], on_line: Callable[[str], None], env: Mapping[str, str]) -> ProbeNow:
    """Bad by the exit code of ``command``, as for `git bisect run`: 0 is good, 125 cannot tell, 1 to 127 are bad.

    Any other exit code, or a signal, ends the bisect. Raises :class:`UsageError` if there is no such command.
    """
    if shutil.which(command[0]) is None:
        raise UsageError(f"no command {shell_quoted(command[0])} that can be run")

    def probe() -> Observation:
        processes = Processes()
        try:
            result = processes.run(command, cwd=Path.cwd(), env=env, on_line=on_line)
        except OSError as error:
            raise ProbeError(f"{shell_quoted(command[0])}: {error.strerror}") from error
        finally:
            processes.close()
        return Observation(_verdict(result.returncode, command[0]), f"exit code {result.returncode}")

    return probe


def _verdict(code: int, name: str) -> TrialVerdict:
    if code == _SKIP:
        return TrialVerdict.SKIP
    if 0 <= code < _FIRST_ABORT:
        return TrialVerdict.BAD if code else TrialVerdict.GOOD
    ended = f"ended by signal {-code}" if code < 0 else f"ended with exit code {code}"
    raise ProbeError(f"{shell_quoted(name)} was {ended}, which is neither good (0), bad (1 to 127) nor skip (125)")
