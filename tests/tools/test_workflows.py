"""Workflows: actions are pinned the same everywhere, and what documents show is audited like our own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support import REPOSITORY
from tools.workflows import audit, shown_workflows

WORKFLOWS = {
    **{path.name: path.read_text("utf-8") for path in REPOSITORY.glob(".github/workflows/*.yml")},
    "action.yml": (REPOSITORY / "action.yml").read_text("utf-8"),
    **dict(shown_workflows()),
}
USES = re.compile(r"^ *(?:- )?uses: (?P<action>[^@\s]+)@(?P<commit>\S+)(?: # (?P<version>\S+))?$", re.MULTILINE)

UNPINNED = """\
name: plan
on: pull_request
permissions: {}
jobs:
  plan:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
"""


def test_the_workflow_of_the_guide_is_among_those_that_are_audited() -> None:
    assert [name for name, _ in shown_workflows()] == [
        name for name in WORKFLOWS if name.startswith("docs-pull-requests.md-line-")
    ]
    assert any("uses: OWNER/mwaa_tf@" in text for _, text in shown_workflows())


def test_an_action_has_one_commit_and_names_its_version_everywhere() -> None:
    pins: dict[str, set[tuple[str, str | None]]] = {}
    for text in WORKFLOWS.values():
        for use in USES.finditer(text):
            pins.setdefault(use["action"], set()).add((use["commit"], use["version"]))
    pins.pop("OWNER/mwaa_tf")

    assert pins
    for action, pin in pins.items():
        ((commit, version),) = pin
        assert re.fullmatch(r"[0-9a-f]{40}", commit), action
        assert re.fullmatch(r"v\d+\.\d+\.\d+", version or ""), action


@pytest.mark.parametrize("fence", ["yml", "yaml"])
def test_a_workflow_in_a_document_that_pins_nothing_is_a_finding(
    fence: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "README.md").write_text(f"# A guide\n\n```{fence}\n{UNPINNED}```\n\n```yaml\nname: no workflow\n```\n")

    ((name, text),) = shown_workflows(tmp_path)
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    (folder / name).write_text(text)

    assert name == "README.md-line-3.yml"
    assert audit(tmp_path) != 0
    assert "unpinned-uses" in capfd.readouterr().out
