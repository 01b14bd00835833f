"""Plans that changed while `apply --in-window` waited: who may agree to them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from mwaa_tf.cli._apply_gate import ApplyGate
from mwaa_tf.lifecycle.proposal import Proposal

ETL = "2-environments/data-etl"

PLAN = b"""{"format_version": "1.2", "terraform_version": "1.11.4", "resource_changes": [{"address": "aws_vpc.a",
  "mode": "managed", "type": "aws_vpc", "name": "a", "provider_name": "registry.terraform.io/hashicorp/aws",
  "change": {"actions": ["update"], "before": {"a": 1}, "after": {"a": 2}, "after_unknown": {}}}]}"""


def proposal(*stale: str) -> Proposal:
    saved: Any = SimpleNamespace(plan=SimpleNamespace(is_empty=False), read_json=lambda: PLAN)
    return Proposal({ETL: saved}, (), is_first=False, stale=stale)


def gate(*, yes: bool = False, saved_only: bool = False, agreed: bool = False) -> ApplyGate:
    made = ApplyGate((), (), None, yes, quiet=True, saved_only=saved_only)
    made.begin("analytics")
    made.agreed = agreed
    return made


@pytest.mark.parametrize("options", [{"yes": True}, {"saved_only": True}, {"yes": True, "saved_only": True}])
def test_without_a_person_or_with_saved_plans_only_what_changed_is_not_applied(
    options: dict[str, bool], capsys: pytest.CaptureFixture[str]
) -> None:
    decided = gate(**options)
    assert not decided.approve(proposal(ETL))
    assert decided.refused
    assert capsys.readouterr().err == f"Stopped: {ETL} changed after it was planned, and nothing of it was applied\n"


def test_a_person_who_agreed_before_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    questions: list[str] = []

    def no(text: str) -> bool:
        questions.append(text)
        return False

    monkeypatch.setattr("mwaa_tf.cli._apply_gate.confirm", no)

    assert not gate(agreed=True).approve(proposal(ETL))
    assert questions == [f"Apply 1 to update in {ETL}?"]
    assert gate(agreed=True).approve(proposal())
    assert len(questions) == 1
