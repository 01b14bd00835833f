"""What `dags bisect` asks and prints."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from mwaa_tf.cli._confirm import confirm
from mwaa_tf.cli._output import print_json, tell
from mwaa_tf.errors import UsageError
from mwaa_tf.text import escape_control_characters, in_hours, join_words, message_lines, plural

if TYPE_CHECKING:
    from mwaa_tf.access.bisect import (
        Airflow,
        Bisect,
        BisectEnvironment,
        BisectReport,
        Bucket,
        Candidates,
        Observation,
        Trial,
    )
    from mwaa_tf.access.bisect.restore import RestoredFile
    from mwaa_tf.doctor import Target


@dataclass(frozen=True, slots=True)
class BisectRequest:
    """What the command line asks for."""

    probe: str
    probe_command: tuple[str, ...]
    settle: float | None
    restore: bool
    yes: bool
    as_json: bool

    @property
    def asks(self) -> bool:
        """Whether the person is asked after each step."""
        return not (self.probe or self.probe_command)

    def check_usage(self) -> None:
        """Raise :class:`UsageError` for what cannot work."""
        if self.restore:
            if not self.asks:
                raise UsageError("--restore and a probe are mutually exclusive")
            return
        if sys.stdin.isatty() and not self.as_json:
            return
        reason = "--json asks nothing" if self.as_json else "there is no terminal to ask on"
        if self.asks:
            raise UsageError(f"{reason}; add --probe health, --probe import-errors or --probe -- COMMAND")
        if not self.yes:
            raise UsageError(f"{reason}; --yes moves DAG files without a question")


def run_bisect(target: Target, request: BisectRequest) -> int:
    """Bisect or restore ``target``; return the exit code."""
    from mwaa_tf import aws
    from mwaa_tf.access.bisect import Airflow, Bisect, Bucket, Settling, default_settle, read_environment

    mwaa = aws.client("mwaa", target.participant, target.region)
    environment = read_environment(mwaa, target.name, target.region)
    bucket = Bucket(aws.client("s3", target.participant, target.region), environment.bucket)
    if request.restore:
        return _restore(bucket, environment, as_json=request.as_json)
    airflow = Airflow(mwaa, environment.name, environment.airflow_version)
    longest = default_settle(environment.options) if request.settle is None else request.settle
    settling = Settling(airflow, longest, tell)
    run = Bisect(environment, bucket, _observer(request, airflow), settling, tell)
    candidates = run.prepare()
    _introduce(bucket, environment, candidates, longest)
    _warn(environment, airflow)
    if not request.yes and not confirm(f"Move DAG files of {environment.name}?"):
        tell("Nothing was moved.")
        return 1
    return _run(run, candidates, as_json=request.as_json)


def _run(run: Bisect, candidates: Candidates, *, as_json: bool) -> int:
    from mwaa_tf.access.bisect import SearchEnd

    try:
        report = run.run(candidates)
    except BaseException:
        for line in _cause_lines(run.report):
            tell(line)
        raise
    if as_json:
        print_json(_as_data(report))
    else:
        for line in [*_cause_lines(report), *_end_lines(report)]:
            click.echo(message_lines(line))
    return 0 if report.search.end is SearchEnd.FOUND else 1


def _restore(bucket: Bucket, environment: BisectEnvironment, *, as_json: bool) -> int:
    from mwaa_tf.access.bisect import restore_journal

    files = restore_journal(bucket, environment, tell)
    if files is None:
        tell(f"There is nothing to restore: {bucket.uri('')} has no journal of a bisect.")
    if as_json:
        print_json({"restored": [_file_data(file) for file in files or ()]})
    return 0


def _introduce(bucket: Bucket, environment: BisectEnvironment, candidates: Candidates, longest: float) -> None:
    from mwaa_tf.access.bisect import expected_trials

    count = len(candidates.files)
    others = f", and {plural(candidates.others, 'other file')} that {_stay(candidates.others)}"
    where = bucket.uri(environment.folder) + (others if candidates.others else "")
    tell(f"{environment.name}: {plural(count, 'DAG file')} in {where}.")
    for path, reason in candidates.immovable.items():
        tell(f"{escape_control_characters(path)} stays in place, too: {reason}.")
    wait = in_hours(timedelta(seconds=longest))
    tell(f"One cause takes at most {expected_trials(count)} trials, each after a wait of up to {wait}.")


def _stay(count: int) -> str:
    return "stays" if count == 1 else "stay"


def _warn(environment: BisectEnvironment, airflow: Airflow) -> None:
    from mwaa_tf.access.bisect.airflow import AirflowDownError, NoRestApiError
    from mwaa_tf.mwaa.status import Status

    status = Status.parse(environment.status)
    if status is None or not status.is_ready:
        tell(f"Warning: the status of {environment.name} is {environment.status}.")
    tell("Warning: DAGs are not scheduled while their file is taken out, and their running tasks may fail.")
    try:
        if unfinished := airflow.unfinished_dag_runs():
            tell(f"Warning: {plural(unfinished, 'DAG run')} in progress or queued.")
    except (AirflowDownError, NoRestApiError):
        tell("Warning: Airflow does not tell which DAG runs are in progress or queued.")


def _observer(request: BisectRequest, airflow: Airflow) -> Callable[[Trial], Observation]:
    from mwaa_tf.access.bisect import command_probe, health_probe, import_errors_probe

    if request.asks:
        return _ask
    if request.probe_command:
        probe = command_probe(request.probe_command, lambda line: tell(f"    {line.rstrip()}"), os.environ)
    else:
        probe = (health_probe if request.probe == "health" else import_errors_probe)(airflow)
    return lambda _: probe()


def _ask(trial: Trial) -> Observation:
    from mwaa_tf.access.bisect import Observation, TrialVerdict
    from mwaa_tf.access.bisect.errors import BisectError

    question = "  Does the problem show now? [y]es, [n]o, [s]kip, [q]uit"
    answers = click.Choice(["y", "yes", "n", "no", "s", "skip", "q", "quit"], case_sensitive=False)
    answer = str(click.prompt(question, type=answers, show_choices=False, err=True))[0].lower()
    if answer == "q":
        raise BisectError(f"ended after {plural(trial.number - 1, 'trial')}")
    return Observation({"y": TrialVerdict.BAD, "n": TrialVerdict.GOOD, "s": TrialVerdict.SKIP}[answer])


def _cause_lines(report: BisectReport) -> list[str]:
    causes = report.search.causes
    if not causes:
        return []
    lines = [f"Found {plural(len(causes), 'cause')} in {plural(report.trials, 'trial')}:"]
    lines += [f"  {' together with '.join(map(escape_control_characters, cause.files))}" for cause in causes]
    return lines


def _end_lines(report: BisectReport) -> list[str]:
    from mwaa_tf.access.bisect import SearchEnd

    match report.search.end:
        case SearchEnd.GOOD_WITH_ALL:
            return ["The problem does not show with all DAG files in place, so there is nothing to search for."]
        case SearchEnd.BAD_WITHOUT_ANY:
            return ["The problem shows without any DAG file: they are not the cause."]
    lines = [_suspect_line(group) for group in report.search.suspects]
    if not lines and not report.search.causes:
        lines.append("The first trials could not be told, so nothing was found out.")
    if report.search.not_judged:
        lines.append(f"Not judged, because they import a cause: {_paths(report.search.not_judged)}")
    return lines


def _suspect_line(group: tuple[str, ...]) -> str:
    return f"Trials that could not be told leave a cause among: {_paths(group)}"


def _paths(paths: Any) -> str:
    return join_words(map(escape_control_characters, paths))


def _as_data(report: BisectReport) -> dict[str, Any]:
    """The result for programs; docs/bisect.md describes it."""
    search = report.search
    return {
        "end": search.end,
        "causes": [list(cause.files) for cause in search.causes],
        "suspects": [list(group) for group in search.suspects],
        "not_judged": list(search.not_judged),
        "files": report.files,
        "trials": report.trials,
        "restored": [_file_data(file) for file in report.restored],
    }


def _file_data(file: RestoredFile) -> dict[str, str]:
    return {"path": file.path, "state": file.state, "copy": file.copy}
