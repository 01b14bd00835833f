"""Wait until the scheduler has noticed which files are in the DAG folder.

MWAA copies the DAG folder of the bucket to its machines about every 30 seconds (inferred: the MWAA user guide has no
number). Airflow looks for new and missing files every ``dag_dir_list_interval`` seconds, 300 by default (in Airflow 3
``dag_processor.refresh_interval``), and parses a file at most every ``min_file_process_interval`` seconds, 30 by
default (Airflow, configurations-ref; MWAA user guide, best-practices-tuning). Their sum, with a minute for parsing, is
the longest wait. It ends earlier if the REST API shows that each file that was put in has been parsed since, and that
each one that was taken out is gone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from mwaa_tf.access.bisect.airflow import Airflow, AirflowDownError, NoRestApiError, ParsedFile

#: Seconds between two copies of the DAG folder, and to parse the files.
_COPY, _PARSE = 30, 60

#: Option of Airflow -> its default in seconds; of each line the first option that is configured counts.
_INTERVALS = (
    (("dag_processor.refresh_interval", "scheduler.dag_dir_list_interval"), 300),
    (("dag_processor.min_file_process_interval", "scheduler.min_file_process_interval"), 30),
)

#: Seconds between two looks at what was parsed, of a long wait; of a short one, this part of it.
_POLL, _PART = 10.0, 1 / 40


def default_settle(options: Mapping[str, str]) -> float:
    """The longest wait in seconds for an environment with the Airflow configuration ``options``."""
    seconds = float(_COPY + _PARSE)
    for names, default in _INTERVALS:
        configured = next((options[name] for name in names if name in options), "")
        seconds += float(configured) if configured.isdigit() else default
    return seconds


@dataclass(slots=True)
class Settling:
    """Waits, at most ``longest`` seconds at a time."""

    airflow: Airflow
    longest: float
    say: Callable[[str], None]
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    _shown: frozenset[str] = frozenset()
    """The files that Airflow shows if they are in the DAG folder; a file without DAGs never is."""
    _is_blind: bool = False

    def look(self) -> None:
        """Remember which files Airflow shows; call it while all are in the DAG folder."""
        try:
            self._shown = frozenset(file.path for file in self.airflow.parsed_files())
        except (AirflowDownError, NoRestApiError) as error:
            self._give_up(error)

    def wait(self, put_in: Collection[str], taken_out: Collection[str], since: datetime) -> None:
        """Wait until the scheduler has noticed the files that moved before ``since``, a time of AWS's clock."""
        if not put_in and not taken_out:
            return
        deadline = self.clock() + self.longest
        visible = [path for path in (*put_in, *taken_out) if self._is_shown(path)]
        while (left := deadline - self.clock()) > 0:
            if not self._is_blind and visible and self._is_noticed(put_in, taken_out, since):
                return
            self.sleep(min(left, _POLL, self.longest * _PART))

    def _is_noticed(self, put_in: Collection[str], taken_out: Collection[str], since: datetime) -> bool:
        try:
            files = self.airflow.parsed_files()
        except AirflowDownError:
            return False
        except NoRestApiError as error:
            self._give_up(error)
            return False
        parsed = [file for file in files if file.at is not None and file.at >= since]
        return all(_has(parsed, path) for path in put_in if self._is_shown(path)) and not any(
            _has(files, path) for path in taken_out
        )

    def _is_shown(self, path: str) -> bool:
        return any(_is_of(shown, path) for shown in self._shown)

    def _give_up(self, error: Exception) -> None:
        self._is_blind = True
        self.say(f"  cannot see what the scheduler has noticed; waiting {self.longest:g} s after each step: {error}")


def _has(files: Collection[ParsedFile], path: str) -> bool:
    return any(_is_of(file.path, path) for file in files)


def _is_of(shown: str, path: str) -> bool:
    """Whether Airflow shows ``path``, or a file inside it if it is an archive."""
    return shown == path or shown.startswith(f"{path}/")
