"""What one stage reads of another: declared once, and true for every example."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from mwaa_tf import build_blueprint, load
from mwaa_tf.blueprint import Stage, outputs_read
from tests.support import EXAMPLES, REPOSITORY

CONFIGURATIONS = [
    *(folder / "mwaa.yaml" for folder in EXAMPLES),
    *sorted((REPOSITORY / "tests/config/fixtures/good").glob("*.yaml")),
]


def reads_of(file: Path) -> dict[tuple[Stage, Stage], set[str]]:
    """The outputs that are read, by the stage that reads them and the stage that has them."""
    blueprint = build_blueprint(load(file))
    reads: dict[tuple[Stage, Stage], set[str]] = defaultdict(set)
    for workspace in blueprint.workspaces:
        for read in workspace.reads:
            reads[workspace.stage, blueprint.by_path[read.workspace].stage].update(read.outputs)
    return reads


@pytest.mark.parametrize("file", CONFIGURATIONS, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_a_workspace_reads_only_what_its_stage_declares(file: Path) -> None:
    undeclared = {
        stages: outputs - outputs_read(*stages)
        for stages, outputs in reads_of(file).items()
        if outputs - outputs_read(*stages)
    }

    assert undeclared == {}


def test_every_declared_read_is_one_of_some_configuration() -> None:
    read: dict[tuple[Stage, Stage], set[str]] = defaultdict(set)
    for file in CONFIGURATIONS:
        for stages, outputs in reads_of(file).items():
            read[stages] |= outputs

    assert {
        (consumer, producer): outputs_read(consumer, producer)
        for consumer in Stage
        for producer in Stage
        if outputs_read(consumer, producer)
    } == read


def test_a_stage_reads_only_from_stages_before_its_own() -> None:
    assert all(not outputs_read(consumer, producer) for consumer in Stage for producer in Stage if producer >= consumer)
