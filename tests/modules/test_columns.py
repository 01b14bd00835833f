"""No line of Terraform is longer than 120 columns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mwaa_tf import render_deployment
from mwaa_tf.config import load
from tests.support import REPOSITORY

COLUMNS = 120

FILES = sorted(
    path
    for pattern in ("modules/**/*", "generated/**/*", "examples/**/*", "mwaa_tf/render/templates/*.j2")
    for path in REPOSITORY.glob(pattern)
    if path.name.endswith((".tf", ".tftest.hcl", ".tfmock.hcl", ".j2")) and ".terraform" not in path.parts
)

CONFIGS = [REPOSITORY / "mwaa.yaml", *sorted(REPOSITORY.glob("examples/*/mwaa.yaml"))]


def _long_lines(name: str, text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), start=1):
        if len(line) > COLUMNS:
            yield f"{name}:{number}: {len(line)} columns"


def test_terraform_and_templates_keep_to_120_columns() -> None:
    long = [line for path in FILES for line in _long_lines(str(path.relative_to(REPOSITORY)), path.read_text("utf-8"))]

    assert len(FILES) > 150
    assert long == []


@pytest.mark.parametrize("config", CONFIGS, ids=lambda path: path.parent.name)
def test_rendered_workspaces_keep_to_120_columns(config: Path) -> None:
    # A line holds at most one value of the configuration, so only a value that is longer itself can exceed them: an
    # ARN or a banner cannot be broken. No example has one. The folder is beside the configuration, where people render:
    # from any other, the paths of its files are as long as the way to the checkout.
    beside = config.parent / "rendered"
    report = render_deployment(load(config), beside, config_folder=config.parent, dry_run=True)

    rendered = {name: data.decode() for name, data in report.wanted.items() if name.endswith(".tf")}
    assert len(rendered) > 10
    assert [line for name, text in rendered.items() for line in _long_lines(name, text)] == []
    assert not beside.exists()
