"""The rule about stages knows what workspaces read of each other."""

from __future__ import annotations

from collections import defaultdict

from mwaa_tf import load
from mwaa_tf.blueprint import build_blueprint
from mwaa_tf.review.risks.stage_order import READ
from tests.support import REPOSITORY


def test_outputs_are_those_that_the_workspaces_of_all_examples_read() -> None:
    read: dict[tuple[int, int], set[str]] = defaultdict(set)
    for config in REPOSITORY.glob("examples/*/mwaa.yaml"):
        deployment = build_blueprint(load(config))
        for workspace in deployment.workspaces:
            for state in workspace.reads:
                read[deployment.by_path[state.workspace].stage, workspace.stage] |= set(state.outputs)
    assert read == READ
