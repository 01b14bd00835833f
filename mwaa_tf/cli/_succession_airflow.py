"""The steps of a succession that are calls of Airflow's REST API: comparison, pause and activation."""

from __future__ import annotations

from collections.abc import Callable

import click

from mwaa_tf.access.login import LoginError, Tokens, call_rest_api
from mwaa_tf.airflow_rest import AirflowAnswer, AirflowRest, Call
from mwaa_tf.cli._output import tell
from mwaa_tf.doctor import Target
from mwaa_tf.succession.pair import Pair
from mwaa_tf.succession.pausing import ACTIVATED, PAUSED, change, read_marker, take_back
from mwaa_tf.succession.survey import SuccessionView
from mwaa_tf.text import escape_control_characters, message_lines, plural

#: What pausing does to runs (Airflow's documentation, core-concepts/dags, "DAG pausing, deactivation and deletion").
_PAUSE_NOTE = "tasks that run go on to their end; the rest of a run waits until its DAG is active again"
_CATCHUP_NOTE = (
    "the successor knows no earlier runs: a DAG with catchup runs again from its start date, so check start_date and "
    "catchup of its DAGs before"
)


class AirflowSteps:
    """The steps of one succession; ``ask`` is given a question and says whether to go on."""

    def __init__(self, pair: Pair, deployment_targets: tuple[Target, ...], ask: Callable[[str], bool]) -> None:
        by_key = {target.key: target for target in deployment_targets}
        self.predecessor = _airflow(by_key[pair.predecessor.key])
        self.successor = _airflow(by_key[pair.successor.key])
        self._ask = ask

    def compare(self, observed: SuccessionView) -> bool:
        """Print what differs; whether nothing does."""
        comparison = observed.comparison
        for line in comparison.lines() or (comparison.summary(),):
            click.echo(message_lines(escape_control_characters(line)))
        for file in comparison.known_errors:
            click.echo(message_lines(escape_control_characters(f"neither can import {file}")))
        return comparison.is_equal

    def pause(self, observed: SuccessionView) -> bool:
        """Pause the active DAGs of the predecessor."""
        count = len(observed.active)
        if not count:
            tell(f"No DAG of {self.predecessor.name} is active")
            return True
        if runs := self.predecessor.unfinished_dag_runs():
            tell(f"Not finished: {plural(runs, 'DAG run')} of {self.predecessor.name}; {_PAUSE_NOTE}")
        if not self._ask(f"Pause {plural(count, 'DAG')} of {self.predecessor.name}?"):
            return False
        change(self.predecessor, PAUSED, observed.active, paused=True, tell=tell)
        return True

    def undo_pause(self) -> bool:
        """Unpause exactly the DAGs that were paused."""
        return self._take_back(self.predecessor, PAUSED, paused=True)

    def activate(self, observed: SuccessionView) -> bool:
        """Unpause, on the successor, what was active on the predecessor."""
        count = len(observed.due)
        if not count:
            tell(f"No DAG of {self.successor.name} is to be unpaused")
            return True
        tell(f"{_CATCHUP_NOTE[0].upper()}{_CATCHUP_NOTE[1:]}")
        if not self._ask(f"Unpause {plural(count, 'DAG')} of {self.successor.name}?"):
            return False
        change(self.successor, ACTIVATED, observed.due, paused=False, tell=tell)
        return True

    def undo_activation(self) -> bool:
        """Pause exactly the DAGs of the successor that were unpaused."""
        return self._take_back(self.successor, ACTIVATED, paused=False)

    def _take_back(self, airflow: AirflowRest, key: str, *, paused: bool) -> bool:
        marker = read_marker(airflow, key)
        if marker is None:
            tell(f"Nothing to undo: {airflow.name} has no variable {key}")
            return True
        verb = "Unpause" if paused else "Pause"
        if not self._ask(f"{verb} the {plural(len(marker.dag_ids), 'DAG')} of {airflow.name} that the step changed?"):
            return False
        take_back(airflow, key, paused=paused, tell=tell)
        return True


def _airflow(target: Target) -> AirflowRest:
    return AirflowRest(target.name, _call(target))


def _call(target: Target) -> Call:
    tokens = Tokens(target)

    def call(method: str, path: str, data: str | None) -> AirflowAnswer:
        try:
            result = call_rest_api(tokens, target.name, path, method, data)
        except LoginError as error:
            raise LoginError(f"{target.name}: {error}") from error
        return AirflowAnswer(result.status, result.body, bool(result.error))

    return call
