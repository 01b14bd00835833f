"""Bringing copies up to the modules of this version."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from mwaa_tf.embed import apply_upgrade, bundle, embed_modules, plan_upgrades, scan_repository
from mwaa_tf.embed.vendored import EmbedConflictError
from tests.embed.support import TERRAFORM, findings, repository
from tests.support import REPOSITORY, tree

CALL = """\
module "share" {
  source = "./modules/mwaa/subnet-share"

  name        = "x"
  subnet_arns = []
  old         = 1
}

output "old" {
  value = module.share.old
}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a copy of an older subnet-share: another input, another output, another default."""
    older = shutil.copytree(
        REPOSITORY / "modules", tmp_path / "older", ignore=shutil.ignore_patterns(".terraform*", "tests")
    )
    variables, outputs = older / "subnet-share/variables.tf", older / "subnet-share/outputs.tf"
    text = variables.read_text().replace('variable "subnet_arns" {', 'variable "subnets" {\n  default     = ["a"]', 1)
    variables.write_text(
        text.replace("var.subnet_arns", "var.subnets") + '\nvariable "old" {\n  type    = number\n  default = 1\n}\n'
    )
    outputs.write_text(outputs.read_text() + '\noutput "old" {\n  value = 1\n}\n')
    (older / "subnet-share/gone.tf").write_text("locals {}\n")
    root = repository(tmp_path / "repo", {"main.tf": TERRAFORM % (">= 1.10", "~> 5.70")})
    with monkeypatch.context() as patched:
        patched.setattr(bundle, "bundled_modules", lambda: older)
        embed_modules(scan_repository(root), modules=("subnet-share",))
    return repository(root, {"share.tf": CALL.replace("subnet_arns", "subnets    ")})


def test_the_change_of_inputs_and_outputs_and_whom_it_affects_is_shown_first(folder: Path) -> None:
    before = tree(folder)

    (upgrade,) = plan_upgrades(scan_repository(folder))

    assert upgrade.is_due
    assert [str(change).strip() for change in upgrade.contract_changes] == [
        "- input old",
        "+ input subnet_arns: required",
        "- input subnets",
        "- output old",
    ]
    assert [str(finding) for finding in upgrade.affected] == [
        "share.tf:1: input: module share (subnet-share): input subnet_arns is required",
        "share.tf:5: input: module share (subnet-share): input subnets is not known, did you mean subnet_arns?",
        "share.tf:6: input: module share (subnet-share): input old is not known",
        "share.tf:10: output: module share (subnet-share) has no output old",
    ]
    assert tree(folder) == before


def test_then_the_copies_are_those_of_this_version(folder: Path) -> None:
    repository(folder, {"share.tf": ""})
    (upgrade,) = plan_upgrades(scan_repository(folder))

    changes = apply_upgrade(upgrade)

    assert changes.remove == ("subnet-share/gone.tf",)
    assert findings(folder) == []
    (again,) = plan_upgrades(scan_repository(folder))
    assert not again.is_due


def test_bringing_in_another_module_waits_for_the_upgrade(folder: Path) -> None:
    with pytest.raises(EmbedConflictError, match=r"modules/mwaa: version: has modules of mwaa_tf .*\n.*--upgrade"):
        embed_modules(scan_repository(folder), modules=("network",))


def test_edited_copies_are_refused(folder: Path) -> None:
    (folder / "modules/mwaa/subnet-share/share.tf").write_text("# mine\n")

    with pytest.raises(EmbedConflictError, match=r"subnet-share/share\.tf: copy: was edited since it was embedded"):
        plan_upgrades(scan_repository(folder))


def test_a_type_and_a_default_that_change_are_shown() -> None:
    from mwaa_tf.contract import Contract, Variable
    from mwaa_tf.embed.upgrade import contract_changes

    old = Contract({"a": Variable("", "string", "null"), "b": Variable("", "list( string )", None)}, {})
    new = Contract({"a": Variable("", "number", None), "b": Variable("", "list(string)", "[]")}, {})

    assert [str(change).strip() for change in contract_changes("x", old, new)] == [
        "~ input a: type string -> number",
        "~ input a: default null -> required",
        "~ input b: required -> default []",
    ]
    assert [change.subject for change in contract_changes("x", old, None)] == ["the module"]
