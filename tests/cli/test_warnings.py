"""Warnings about configurations, as the commands show them: exit 0, `--strict`, `--json`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support import run, tree

WARNED = """\
name: tight
region: us-east-1
owner:
  account_id: "111111111111"
  network: { private_subnets: [10.192.20.0/24, 10.192.21.0/28] }
participants:
  - { name: data, account_id: "222222222222", environments: [{ name: etl }] }
"""
LINE = "mwaa.yaml:5: warning: owner.network.private_subnets[1]: 10.192.21.0/28 has 11 addresses to use"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a configuration that is warned about."""
    (tmp_path / "mwaa.yaml").write_text(WARNED)
    return tmp_path


@pytest.mark.parametrize("arguments", [("render",), ("render", "--check")])
def test_a_warning_goes_to_stderr_and_the_work_is_done(folder: Path, arguments: tuple[str, ...]) -> None:
    run("render", cwd=folder)

    done = run(*arguments, cwd=folder)

    assert done.returncode == 0
    assert done.stderr.startswith(LINE)
    assert len(done.stderr.splitlines()) == 1
    assert "warning" not in done.stdout


def test_check_passes_with_a_warning(folder: Path) -> None:
    run("render", cwd=folder)

    done = run("check", "--no-terraform", cwd=folder)

    assert (done.returncode, done.stdout) == (0, "3 workspaces: up to date\n")
    assert done.stderr.startswith(LINE)


@pytest.mark.parametrize("arguments", [("render",), ("check", "--no-terraform")])
def test_strict_refuses_before_anything_is_written(folder: Path, arguments: tuple[str, ...]) -> None:
    before = tree(folder)

    done = run(*arguments, "--strict", cwd=folder)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(LINE.replace("warning: ", ""))
    assert tree(folder) == before


def test_strict_accepts_what_is_not_warned_about(folder: Path) -> None:
    (folder / "mwaa.yaml").write_text(WARNED.replace("/28", "/24"))

    done = run("render", "--strict", cwd=folder)

    assert (done.returncode, done.stderr) == (0, "")


def test_render_has_warnings_in_its_json_and_not_on_stderr(folder: Path) -> None:
    (folder / "silent.yaml").write_text(WARNED.replace("/28", "/24").replace("tight", "silent"))

    done = run("render", "-c", "silent.yaml", "-c", "mwaa.yaml", "--json", cwd=folder)

    silent, warned = (report["warnings"] for report in json.loads(done.stdout))
    assert (done.returncode, done.stderr, silent) == (0, "", [])
    assert [{**warning, "message": warning["message"][:14]} for warning in warned] == [
        {
            "file": "mwaa.yaml",
            "line": 5,
            "field": "owner.network.private_subnets[1]",
            "rule": "addresses-subnets",
            "severity": "warning",
            "message": "10.192.21.0/28",
        }
    ]


def test_check_has_warnings_among_its_findings_in_json(folder: Path) -> None:
    done = run("check", "--no-terraform", "--json", cwd=folder)

    warning, *drift = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (1, "")
    assert (warning["check"], warning["severity"], warning["file"], warning["line"]) == (
        "config",
        "warning",
        "mwaa.yaml",
        5,
    )
    assert (warning["field"], warning["rule"]) == ("owner.network.private_subnets[1]", "addresses-subnets")
    assert {finding["severity"] for finding in drift} == {"error"}


def test_warnings_of_one_file_are_shown_beside_the_errors_of_another(folder: Path) -> None:
    (folder / "wrong.yaml").write_text(WARNED.replace("tight", "Wrong"))

    done = run("render", "-c", "mwaa.yaml", "-c", "wrong.yaml", cwd=folder)

    assert done.returncode == 2
    assert done.stderr.startswith(LINE)
    assert "wrong.yaml:1: name: 'Wrong' is not a name" in done.stderr
    assert "wrong.yaml:5: warning: owner.network" in done.stderr
