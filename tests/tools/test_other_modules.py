"""Modules of other authors: what is in the folder, the root module around each, and the report."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from mwaa_tf.errors import UsageError
from mwaa_tf.hcl.read import HclError
from tests.support import REPOSITORY
from tools.other_modules.__main__ import main
from tools.other_modules.catalogue import OtherModule, read_catalogue, select
from tools.other_modules.checkout import find_checkout
from tools.other_modules.registry import write_manifest
from tools.other_modules.report import Row, failures
from tools.other_modules.trial import Outcome
from tools.other_modules.workspace import TrialWorkspace

STAND_IN = Path(__file__).parent / "stand_in"
"""A module of ours in the place of one of another author."""

ENTRY = """\
[[modules]]
repository = "example/stand-in"
commit = "{commit}"
region = "eu-west-1"

[modules.inputs]
name = "stand-in"

[modules.update]
max_workers = 3
"""

Clone = Callable[[], str]


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=test", "-c", "user.email=test@example.test", "-c", "commit.gpgsign=false"]
    command = ["git", *identity, "-C", str(folder), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    """Put a clone of the stand-in into ``tmp_path/theirs``; returns its commit."""

    def put() -> str:
        folder = tmp_path / "theirs/example/stand-in"
        shutil.copytree(STAND_IN, folder)
        git(folder, "init", "--quiet")
        git(folder, "add", ".")
        git(folder, "commit", "--quiet", "--message", "A module")
        return git(folder, "rev-parse", "HEAD")

    return put


def module(commit: str = "", **fields: object) -> OtherModule:
    return OtherModule(repository="example/stand-in", commit=commit, region="eu-west-1", **fields)  # type: ignore[arg-type]


def catalogue(folder: Path, commit: str = "0" * 40) -> Path:
    file = folder / "catalogue.toml"
    file.write_text(ENTRY.format(commit=commit))
    return file


def test_the_catalogue_has_modules_of_several_authors_with_their_commits() -> None:
    modules = read_catalogue()
    assert len({module.repository.split("/")[0] for module in modules}) >= 4
    assert all(re.fullmatch("[0-9a-f]{40}", module.commit) for module in modules)
    assert [module.name for module in modules if not module.update and not module.refused] == []


def test_the_table_in_docs_has_a_row_for_each_module_at_the_commit_of_the_catalogue() -> None:
    document = (REPOSITORY / "docs/clients.md").read_text("utf-8")
    for other in read_catalogue():
        assert f"| {other.name} | {other.commit[:10]} |" in document


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (ENTRY + "[modules.upgrade]\n", "module 1: unknown: upgrade; known are commit, folder"),
        (ENTRY.replace('region = "eu-west-1"', ""), "module 1: region is missing"),
        (ENTRY.replace("region", 'surroundings = ["moon"]\nregion'), "there are no surroundings called moon"),
        ("modules = [", "cannot be read"),
    ],
)
def test_a_mistake_in_the_catalogue_is_named(tmp_path: Path, entry: str, message: str) -> None:
    file = tmp_path / "catalogue.toml"
    file.write_text(entry)
    with pytest.raises(UsageError, match=message):
        read_catalogue(file)


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError) as error:
        select(read_catalogue(), ("idealo/terraform-aws-mwa",))
    assert "idealo/terraform-aws-mwa: not in the catalogue" in str(error.value)
    assert "idealo/terraform-aws-mwaa" in str(error.value)


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "theirs")], catalogue(tmp_path)) == 2
    assert f"{tmp_path}/theirs: is not a folder" in capsys.readouterr().err


def test_ctrl_c_ends_it_without_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("tools.other_modules.__main__._run", interrupted)
    assert main([str(tmp_path)], catalogue(tmp_path)) == 130
    assert capsys.readouterr().err == "Interrupted\n"


@pytest.mark.terraform
def test_a_module_that_is_not_in_the_folder_is_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)], catalogue(tmp_path)) == 2
    output = capsys.readouterr().out
    assert "| example/stand-in | missing | not tried |" in output
    assert f"{tmp_path}/example/stand-in: does not exist" in output


def test_the_commit_is_that_of_the_clone(tmp_path: Path, clone: Clone) -> None:
    commit = clone()
    checkout = find_checkout(tmp_path / "theirs", module())
    assert checkout is not None
    assert checkout.describe(module(commit)) == commit[:10]
    assert checkout.describe(module("f" * 40)) == f"{commit[:10]} (not ffffffffff)"


def test_an_edited_clone_is_reported(tmp_path: Path, clone: Clone) -> None:
    commit = clone()
    (tmp_path / "theirs/example/stand-in/more.tf").touch()
    checkout = find_checkout(tmp_path / "theirs", module())
    assert checkout is not None
    assert checkout.describe(module(commit)) == f"{commit[:10]} (edited)"


def test_a_folder_in_a_repository_of_another_has_an_unknown_commit(tmp_path: Path, clone: Clone) -> None:
    clone()
    (tmp_path / "theirs/example/stand-in/unpacked").mkdir()
    other = OtherModule(repository="example/stand-in/unpacked", commit="", region="eu-west-1")
    checkout = find_checkout(tmp_path / "theirs", other)
    assert checkout is not None
    assert checkout.describe(other) == "unknown"
    assert "unknown: the folder is no git clone" in "\n".join(failures([Row(other.name, checkout.describe(other))]))


def test_our_root_calls_the_module_with_our_inputs_and_is_surrounded_by_our_files(tmp_path: Path) -> None:
    surrounded = module(inputs={"name": "a", "max_workers": 2}, surroundings=("bucket",))
    workspace = TrialWorkspace(surrounded, clone=STAND_IN, registry=tmp_path / "none", scratch=tmp_path / "root")
    workspace.write_inputs({"max_workers": 3})

    assert sorted(path.name for path in workspace.folder.iterdir()) == ["bucket.tf", "main.tf.json", "other"]
    root = json.loads((workspace.folder / "main.tf.json").read_text())
    assert root["module"]["mwaa"] == {"source": "./other", "name": "a", "max_workers": 3}
    assert root["provider"]["aws"]["region"] == "eu-west-1"
    assert (workspace.folder / "other/main.tf").read_bytes() == (STAND_IN / "main.tf").read_bytes()


def test_a_root_of_theirs_stays_as_it_is_beside_an_override(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs/examples/basic"
    theirs.mkdir(parents=True)
    (theirs / "main.tf").write_text('module "mwaa" {\n  source = "../.."\n}\n')
    root = module(folder="examples/basic", inputs={"max_workers": 2})
    workspace = TrialWorkspace(
        root, clone=tmp_path / "theirs", registry=tmp_path / "none", scratch=tmp_path / "scratch"
    )

    assert sorted(path.name for path in workspace.folder.iterdir()) == ["inputs_override.tf.json", "main.tf"]
    override = json.loads((workspace.folder / "inputs_override.tf.json").read_text())
    assert override == {"module": {"mwaa": {"max_workers": 2}}}


def test_modules_of_a_registry_come_from_the_folder_in_the_newest_version_that_is_allowed(tmp_path: Path) -> None:
    registry, root = tmp_path / "registry", tmp_path / "root"
    for version in ("1.0.0", "1.10.0", "1.9.0", "2.0.0"):
        (registry / "example/vpc/aws" / version).mkdir(parents=True)
    (registry / "example/vpc/aws/1.10.0/main.tf").write_text('module "label" {\n  source = "./label"\n}\n')
    (root / "called").mkdir(parents=True)
    (root / "main.tf").write_text('module "called" {\n  source = "./called"\n}\n')
    (root / "called/main.tf").write_text(
        'module "vpc" {\n  source  = "example/vpc/aws"\n  version = "~> 1.0"\n}\n'
        'module "newer" {\n  source  = "example/vpc/aws"\n  version = "3.0.0"\n}\n'
    )
    write_manifest(root, registry)

    manifest = json.loads((root / ".terraform/modules/modules.json").read_text())["Modules"]
    assert [(record["Key"], record["Source"], record.get("Version")) for record in manifest] == [
        ("", "", None),
        ("called", "./called", None),
        ("called.vpc", "registry.terraform.io/example/vpc/aws", "1.10.0"),
        ("called.vpc.label", "./label", None),
    ]
    assert (root / manifest[2]["Dir"]).resolve() == registry / "example/vpc/aws/1.10.0"


def test_a_file_that_terraform_cannot_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "main.tf.json").write_text("{")
    with pytest.raises(HclError, match=r"main\.tf\.json: is not Terraform in JSON"):
        write_manifest(tmp_path, tmp_path / "registry")


def test_without_modules_of_a_registry_terraform_starts_with_no_manifest(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('module "vpc" {\n  source = "example/vpc/aws"\n}\n')
    write_manifest(tmp_path, tmp_path / "registry")
    assert not (tmp_path / ".terraform").exists()


def test_the_report_has_a_row_for_each_module_and_the_first_lines_of_each_reason() -> None:
    reason = "\n".join(f"line {number}" for number in range(20))
    row = Row(
        "a/b", "abc", (Outcome("first apply", "3 resources | AVAILABLE"), Outcome("second plan", "failed", reason))
    )
    cells = "a/b | abc | 3 resources &#124; AVAILABLE | failed | not tried | not tried | not tried"
    assert row.as_markdown() == f"| {cells} |"
    lines = list(failures([row]))
    assert lines[0] == "\na/b, second plan:"
    assert (lines[1], lines[-2], lines[-1]) == ("  line 0", "  line 11", "  … and 8 more lines")
    assert row.exit_code == 1


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.terraform
def test_a_module_goes_through_its_life(tmp_path: Path, clone: Clone, capsys: pytest.CaptureFixture[str]) -> None:
    commit = clone()
    folder = tmp_path / "theirs"
    before = sorted(folder.rglob("*"))

    assert main([str(folder)], catalogue(tmp_path, commit)) == 0
    row = f"| example/stand-in | {commit[:10]} | 10 resources, AVAILABLE | empty | 1 in place | empty | 10 resources |"
    assert capsys.readouterr().out.splitlines()[2:3] == [row]
    assert sorted(folder.rglob("*")) == before
