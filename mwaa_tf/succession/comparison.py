"""The second step: the successor has what its predecessor has. Only names are compared; no value is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mwaa_tf.airflow_rest import AirflowRest
from mwaa_tf.config.environment import Environment
from mwaa_tf.mwaa.code import relative_to_dags
from mwaa_tf.succession.pausing import MARKERS
from mwaa_tf.text import join_words, plural

#: Names that a line lists.
_LISTED = 10

#: Where Airflow looks for connections and variables first (Airflow's configuration reference, section ``secrets``).
_SECRETS_OPTIONS = ("secrets.backend", "secrets.backend_kwargs")


@dataclass(frozen=True, slots=True)
class AirflowNames:
    """What an Airflow has, by name."""

    dags: frozenset[str]
    import_errors: frozenset[str]
    connections: frozenset[str]
    variables: frozenset[str]
    pools: frozenset[str]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between an environment and its successor."""

    missing: Mapping[str, tuple[str, ...]]
    """What the predecessor has and the successor has not, by kind in the plural."""
    import_errors: tuple[str, ...]
    """Files that the successor cannot import."""
    known_errors: tuple[str, ...]
    """Those of them that the predecessor cannot import either."""
    different_options: tuple[str, ...] = ()
    """Options of the secrets backend that differ in the configuration."""
    counts: Mapping[str, int] | None = None
    """How many of each kind the predecessor has."""

    @property
    def is_equal(self) -> bool:
        """Whether the successor can take over: what neither can import does not matter."""
        return not any(self.missing.values()) and not self.new_errors and not self.different_options

    @property
    def new_errors(self) -> tuple[str, ...]:
        """Files that only the successor cannot import."""
        return tuple(file for file in self.import_errors if file not in self.known_errors)

    def lines(self) -> tuple[str, ...]:
        """The differences, a sentence each."""
        found = [f"{kind} only on the predecessor: {_listed(names)}" for kind, names in self.missing.items() if names]
        if self.new_errors:
            found.append(f"files that only the successor cannot import: {_listed(self.new_errors)}")
        found += [f"{option} differs in the configuration" for option in self.different_options]
        return tuple(found)

    def shortened(self) -> str:
        """:meth:`summary`, with the differences counted instead of named, for the row of a table."""
        if self.is_equal:
            return self.summary()
        counted = [plural(len(names), kind.removesuffix("s")) for kind, names in self.missing.items() if names]
        found = [f"the successor lacks {join_words(counted)}"] if counted else []
        if self.new_errors:
            found.append(f"only the successor cannot import {plural(len(self.new_errors), 'file')}")
        if self.different_options:
            found.append(f"{plural(len(self.different_options), 'option')} of the secrets backend differ")
        return "; ".join(found)

    def summary(self) -> str:
        """The result in one sentence."""
        if not self.is_equal:
            return "; ".join(self.lines())
        counts = self.counts or {}
        return f"both have {join_words([plural(count, kind.removesuffix('s')) for kind, count in counts.items()])}"


def read_contents(airflow: AirflowRest) -> AirflowNames:
    """What ``airflow`` has. Raises :class:`MwaaTfError`."""
    return AirflowNames(
        frozenset(dag.dag_id for dag in airflow.dags()),
        frozenset(relative_to_dags(file) for file in airflow.import_errors()),
        frozenset(airflow.connections()),
        frozenset(airflow.variables()) - MARKERS,
        frozenset(airflow.pools()),
    )


def compare(old: AirflowNames, new: AirflowNames, settings: tuple[Environment, Environment]) -> Comparison:
    """What of ``old`` is not in ``new``; ``settings`` are those of the same two environments."""
    kinds = {"DAGs": "dags", "connections": "connections", "variables": "variables", "pools": "pools"}
    before, after = (each.airflow_configuration_options for each in settings)
    return Comparison(
        missing={kind: tuple(sorted(getattr(old, field) - getattr(new, field))) for kind, field in kinds.items()},
        import_errors=tuple(sorted(new.import_errors)),
        known_errors=tuple(sorted(new.import_errors & old.import_errors)),
        different_options=tuple(name for name in _SECRETS_OPTIONS if before.get(name) != after.get(name)),
        counts={kind: len(getattr(old, field)) for kind, field in kinds.items()},
    )


def _listed(names: tuple[str, ...]) -> str:
    more = len(names) - _LISTED
    return join_words([*names[:_LISTED], f"{plural(more, 'other')}"] if more > 0 else names)
