"""The rule about stages knows what workspaces read of each other."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

from mwaa_tf import load
from mwaa_tf.blueprint import build_blueprint, outputs_read
from mwaa_tf.blueprint.stage import Stage
from tests.support import REPOSITORY


def test_outputs_are_those_that_the_workspaces_of_all_examples_read() -> None:
    read: dict[tuple[Stage, Stage], set[str]] = defaultdict(set)
    for config in REPOSITORY.glob("examples/*/mwaa.yaml"):
        deployment = build_blueprint(load(config))
        for workspace in deployment.workspaces:
            for state in workspace.reads:
                producer = deployment.by_path[state.workspace].stage
                read[Stage(workspace.stage), Stage(producer)] |= set(state.outputs)

    pairs = list(product(Stage, Stage))
    assert {pair: outputs_read(*pair) for pair in pairs} == {pair: read[pair] for pair in pairs}
