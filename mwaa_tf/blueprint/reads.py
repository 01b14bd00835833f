"""Which outputs one stage reads of another."""

from __future__ import annotations

from collections.abc import Mapping

from mwaa_tf.blueprint import endpoints, environments
from mwaa_tf.blueprint.access import reads_of_methods
from mwaa_tf.blueprint.stage import Stage


def outputs_read(consumer: Stage, producer: Stage) -> frozenset[str]:
    """The outputs that workspaces of stage ``consumer`` may read of those of stage ``producer``.

    Answered from the constants with which the stages build their reads; a single workspace may read fewer.
    """
    return frozenset(_reads_of(consumer).get(producer, ()))


def _reads_of(consumer: Stage) -> Mapping[Stage, tuple[str, ...]]:
    match consumer:
        case Stage.ENVIRONMENTS:
            return environments.READS
        case Stage.ENDPOINTS:
            return endpoints.READS
        case Stage.ACCESS:
            return reads_of_methods()
        case _:
            return {}
