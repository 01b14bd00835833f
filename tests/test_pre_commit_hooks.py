"""The hooks for pre-commit, installed and run by pre-commit in a repository of a user."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from mwaa_tf.config import load
from mwaa_tf.render import render_deployment
from tests.docs.guides import blocks
from tests.support import REPOSITORY
from tools.revisions import copy_working_tree

MANIFEST = REPOSITORY / ".pre-commit-hooks.yaml"
HOOKS: dict[str, dict[str, Any]] = {hook["id"]: hook for hook in yaml.safe_load(MANIFEST.read_text("utf-8"))}

#: A call of an embedded module.
_CALL = 'module "share" {{\n  source = "../modules/mwaa/subnet-share"\n\n  {argument}\n}}\n'
_ARGUMENTS = 'name = "analytics"\n  principals = ["222222222222"]\n  subnet_arns = var.subnet_arns'


def pre_commit(*arguments: str, cwd: Path, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", *arguments],
        cwd=cwd,
        env={**os.environ, "PRE_COMMIT_HOME": str(home), "PRE_COMMIT_COLOR": "never"},
        capture_output=True,
        text=True,
        check=False,
    )


def outcomes(output: str) -> dict[str, str]:
    """Hook -> Passed, Failed or Skipped, as pre-commit prints it in lines with dots."""
    lines = re.findall(
        r"^(mwaa_tf [a-z -]+?)\.+(?:\(no files to check\))?(Passed|Failed|Skipped)$", output, re.MULTILINE
    )
    return {name.removeprefix("mwaa_tf ").removesuffix(" --check"): outcome for name, outcome in lines}


def test_the_manifest_is_one_that_pre_commit_takes(tmp_path: Path) -> None:
    done = pre_commit("validate-manifest", str(MANIFEST), cwd=tmp_path, home=tmp_path)

    assert (done.returncode, done.stdout) == (0, "")
    assert list(HOOKS) == ["mwaa-tf-render", "mwaa-tf-check", "mwaa-tf-embed"]
    assert all(hook["pass_filenames"] is False for hook in HOOKS.values())


def test_the_configuration_of_the_guide_is_one_that_pre_commit_takes(tmp_path: Path) -> None:
    (block,) = blocks(REPOSITORY / "docs/pre-commit.md", "yml")
    (tmp_path / "config.yaml").write_text(block.replace("COMMIT", "a" * 40))  # a word would be a branch
    done = pre_commit("validate-config", "config.yaml", cwd=tmp_path, home=tmp_path)
    (repository,) = yaml.safe_load(block)["repos"]

    assert (done.returncode, done.stdout) == (0, "")
    assert {hook["id"] for hook in repository["hooks"]} == HOOKS.keys()


@pytest.mark.parametrize(
    ("file", "hooks"),
    [
        ("mwaa.yaml", {"mwaa-tf-render", "mwaa-tf-check"}),
        ("deployments/mwaa.toml", {"mwaa-tf-render", "mwaa-tf-check"}),
        ("generated/analytics/README.md", {"mwaa-tf-render", "mwaa-tf-check"}),
        ("generated/analytics/1-network/main.tf", {"mwaa-tf-render", "mwaa-tf-check", "mwaa-tf-embed"}),
        ("infrastructure/main.tf.json", {"mwaa-tf-embed"}),
        ("live/prod/terragrunt.hcl", {"mwaa-tf-embed"}),
        ("README.md", set()),
        ("other-mwaa.yaml", set()),
        ("docs/generated/x.md", set()),
    ],
)
def test_a_hook_runs_when_a_file_changes_that_it_reads(file: str, hooks: set[str]) -> None:
    assert {name for name, hook in HOOKS.items() if re.search(hook["files"], file)} == hooks


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=ops", "-c", "user.email=ops@example.com")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def commit_all(folder: Path) -> None:
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "sample")


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The working tree as a repository: what a user names as `repo`."""
    folder = copy_working_tree(tmp_path_factory.mktemp("ours") / "mwaa_tf")
    commit_all(folder)
    return folder


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with a rendered configuration, and with embedded modules and a call of one."""
    folder = tmp_path_factory.mktemp("theirs")
    config = folder / "mwaa.yaml"
    config.write_bytes((REPOSITORY / "examples/smallest/mwaa.yaml").read_bytes())
    render_deployment(load(config), folder / "generated", config_folder=folder)
    (folder / "infrastructure/root").mkdir(parents=True)
    (folder / "infrastructure/root/main.tf").write_text(_CALL.format(argument=_ARGUMENTS))
    subprocess.run(
        [sys.executable, "-m", "mwaa_tf", "embed", "--into", "infrastructure", "--modules", "subnet-share"],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    commit_all(folder)
    return folder


@pytest.mark.long
@pytest.mark.terraform
def test_all_hooks_pass_with_try_repo(ours: Path, theirs: Path, tmp_path: Path) -> None:
    done = pre_commit("try-repo", str(ours), "--all-files", "--verbose", cwd=theirs, home=tmp_path)

    assert outcomes(done.stdout) == {"render": "Passed", "check": "Passed", "embed": "Passed"}, (
        done.stdout + done.stderr
    )
    assert done.returncode == 0


@pytest.mark.long
@pytest.mark.terraform
def test_each_hook_fails_for_what_its_command_finds(ours: Path, theirs: Path, tmp_path: Path) -> None:
    """Configured by commit, as the guide shows; the environment is installed once for all hooks."""
    configuration = {
        "repos": [
            {
                "repo": str(ours),
                "rev": subprocess.run(
                    ["git", "rev-parse", "HEAD"], cwd=ours, capture_output=True, text=True, check=True
                ).stdout.strip(),
                "hooks": [
                    {"id": "mwaa-tf-render"},
                    {"id": "mwaa-tf-check", "args": ["--no-terraform"]},
                    {"id": "mwaa-tf-embed", "args": ["--into", "infrastructure"]},
                ],
            }
        ]
    }
    (theirs / ".pre-commit-config.yaml").write_text(yaml.safe_dump(configuration))

    edited = theirs / "generated/analytics/1-network/main.tf"
    edited.write_text(edited.read_text() + "# quick fix\n")
    git(theirs, "add", "--all")
    done = pre_commit("run", cwd=theirs, home=tmp_path)
    assert outcomes(done.stdout) == {"render": "Failed", "check": "Failed", "embed": "Passed"}, (
        done.stdout + done.stderr
    )
    assert "-# quick fix" in done.stdout

    git(theirs, "commit", "--quiet", "--no-verify", "--message", "edited")
    call = theirs / "infrastructure/root/main.tf"
    call.write_text(_CALL.format(argument=_ARGUMENTS.replace("principals", "principal")))
    git(theirs, "add", "--all")
    done = pre_commit("run", cwd=theirs, home=tmp_path)
    assert outcomes(done.stdout) == {"render": "Skipped", "check": "Skipped", "embed": "Failed"}, (
        done.stdout + done.stderr
    )
    assert "input principal is not known, did you mean principals?" in done.stdout
