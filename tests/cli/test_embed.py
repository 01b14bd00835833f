"""`embed` as a person calls it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from mwaa_tf import __version__
from mwaa_tf.cli import run as run_here
from tests.embed.support import FIXTURES
from tests.support import run, tree

Embed = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a repository of one root module in it."""
    shutil.copytree(FIXTURES / "single-root", tmp_path / "repo")
    return tmp_path


@pytest.fixture
def embed(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Embed:
    """The command in this process: its exit code and what it printed."""
    monkeypatch.chdir(folder)

    def called(*arguments: str) -> tuple[int, str, str]:
        code = run_here(["embed", *arguments])
        return code, *capsys.readouterr()

    return called


def test_blocks_go_to_stdout_and_everything_else_to_stderr(folder: Path) -> None:
    done = run("embed", "--into", "repo", "--modules", "network, subnet-share", cwd=folder)

    assert done.returncode == 0
    assert done.stdout.startswith('module "mwaa_network" {\n')
    assert done.stderr.startswith("repo/modules/mwaa: network, subnet-share\n")
    assert "uses the VPC module.vpc (network.tf:8)" in done.stderr
    assert "\nPaste into the root folder of the repository:\n" in done.stderr


def test_the_answer_as_json(embed: Embed, folder: Path) -> None:
    answer = json.loads(embed("--into", "repo", "--modules", "network", "--json")[1])
    assert (answer["path"], answer["modules"], answer["root"]) == ("modules/mwaa", ["network"], ".")
    assert "network/vpc.tf" in answer["created"]

    (folder / "repo/modules/mwaa/network/vpc.tf").write_text("# mine\n")
    code, out, _ = embed("--into", "repo", "--check", "--json")

    assert code == 1
    assert json.loads(out)["findings"] == [
        {
            "check": "copy",
            "file": "modules/mwaa/network/vpc.tf",
            "line": None,
            "message": "was edited since it was embedded",
        }
    ]


def test_check_prints_what_it_checked(embed: Embed) -> None:
    embed("--into", "repo", "--modules", "network")

    assert embed("--into", "repo", "--check") == (0, "1 module, 0 calls: no findings\n", "")


def test_an_upgrade_is_written_only_when_confirmed(embed: Embed, folder: Path) -> None:
    embed("--into", "repo", "--modules", "network")
    manifest = folder / "repo/modules/mwaa/.mwaa_tf.json"
    manifest.write_text(manifest.read_text().replace(f'"mwaa_tf": "{__version__}"', '"mwaa_tf": "0.0.9"'))
    before = tree(folder)

    assert embed("--into", "repo", "--upgrade") == (
        1,
        f"repo/modules/mwaa: mwaa_tf 0.0.9 -> {__version__}\nnetwork: inputs and outputs unchanged\n",
        "Nothing was written; use --yes to write.\n",
    )
    assert json.loads(embed("--into", "repo", "--upgrade", "--json")[1])[0]["written"] is False
    assert tree(folder) == before

    assert embed("--into", "repo", "--upgrade", "--yes")[0] == 0
    assert f'"mwaa_tf": "{__version__}"' in manifest.read_text()
    done = f"repo/modules/mwaa: up to date with mwaa_tf {__version__}\n"
    assert embed("--into", "repo", "--upgrade") == (0, done, "")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--into", "none"], "--into none: does not exist"),
        ([], "Missing option '--into'"),
        (["--into", "repo", "--check", "--upgrade"], "--check and --upgrade are mutually exclusive"),
        (
            ["--into", "repo", "--check", "--modules", "network"],
            "--modules, --path and --root cannot be combined with --check or --upgrade",
        ),
        (["--into", "repo", "--yes"], "--yes only applies with --upgrade"),
        (["--into", "repo", "--modules", ","], "--modules: is empty"),
        (["--into", "repo", "--modules", "\x1b[31m"], "unknown module \\x1b[31m"),
        (["--into", "repo", "--path", "../x"], "must be a folder below the repository"),
        (["--into", "repo", "--upgrade"], "has no embedded modules"),
    ],
)
def test_a_call_that_is_wrong_exits_with_2_and_a_sentence(
    arguments: list[str], message: str, embed: Embed, folder: Path
) -> None:
    before = tree(folder)

    code, _, errors = embed(*arguments)

    assert code == 2
    assert message in errors
    assert tree(folder) == before


def test_a_refusal_exits_with_1(embed: Embed, folder: Path) -> None:
    (folder / "repo/versions.tf").write_text('terraform {\n  required_version = "< 1.0"\n}\n')

    code, out, errors = embed("--into", "repo")

    assert (code, out) == (1, "")
    assert errors.startswith('versions.tf:2: versions: Terraform is constrained to "< 1.0", but the modules need ')


@pytest.mark.parametrize("option", ["--check", "--upgrade"])
def test_a_repository_without_modules_is_no_success(option: str, embed: Embed, folder: Path) -> None:
    (folder / "repo/broken.tf").write_text('module "x" {\n')

    code, out, err = embed("--into", "repo", option)

    assert (code, out) == (2, "")
    assert "repo: has n" in err
    assert f"omit {option} to embed them" in err
    assert ("broken.tf:1: not valid HCL: unexpected end of the file" in err) is (option == "--check")


def test_check_reads_calls_by_git_source_without_copies(embed: Embed, folder: Path) -> None:
    source = f"git::https://example.com/mwaa_tf.git//modules/network?ref=v{__version__}"
    (folder / "repo/net.tf").write_text(f'module "net" {{\n  source = "{source}"\n}}\n')

    assert embed("--into", "repo", "--check") == (0, "0 modules, 1 call: no findings\n", "")
