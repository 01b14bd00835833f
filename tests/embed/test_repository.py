"""Reading somebody's repository, whatever is in it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mwaa_tf.embed.repository import read_repository
from mwaa_tf.embed.scan import scan_repository
from mwaa_tf.errors import UsageError
from tests.embed.support import LAYOUTS, layout, repository


@pytest.mark.parametrize(
    ("name", "roots"),
    [
        ("single-root", ["."]),
        ("root-per-environment", ["environments/prod", "environments/sandbox", "environments/staging"]),
        ("terragrunt", ["live/prod/eu-west-1/database", "live/prod/eu-west-1/vpc"]),
    ],
)
def test_the_root_modules_of_a_layout_are_found(name: str, roots: list[str], tmp_path: Path) -> None:
    scan = scan_repository(layout(name, tmp_path))

    assert [root.path for root in scan.roots] == roots
    assert scan.problems == []


def test_every_layout_has_its_test() -> None:
    assert LAYOUTS == ["root-per-environment", "single-root", "terragrunt"]


def test_a_missing_repository_and_a_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        read_repository(tmp_path / "none")
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="is not a folder"):
        read_repository(tmp_path / "file")


def test_what_tools_fill_is_left_out(tmp_path: Path) -> None:
    for folder in (".terraform/modules/x", ".git", "a/.terragrunt-cache/x", "node_modules/y", "b"):
        repository(tmp_path, {f"{folder}/main.tf": ""})
    repository(tmp_path, {"b/x.tftest.hcl": "", "b/.terraform.lock.hcl": "", "b/terragrunt.hcl": ""})

    parsed = read_repository(tmp_path)

    assert (list(parsed.modules), list(parsed.terragrunt)) == (["b"], ["b/terragrunt.hcl"])


def test_a_pattern_leaves_files_and_folders_out(tmp_path: Path) -> None:
    repository(tmp_path, {"a/main.tf": "", "b/main.tf": "", "b/old.tf": ""})

    parsed = read_repository(tmp_path, ["a/", "*/old.tf"])

    assert [file.path for files in parsed.modules.values() for file in files] == ["b/main.tf"]


def test_a_rendered_deployment_is_left_out(tmp_path: Path) -> None:
    repository(tmp_path, {"generated/x/.mwaa_tf.json": "{}", "generated/x/1-network/main.tf": "", "main.tf": ""})

    assert list(read_repository(tmp_path).modules) == [""]


def test_links_within_the_repository_are_read_and_those_out_of_it_are_not(tmp_path: Path) -> None:
    root = repository(tmp_path / "repo", {"shared/versions.tf": "", "a/main.tf": ""})
    (tmp_path / "secret.tf").write_text("locals {}\n")
    (root / "a/versions.tf").symlink_to("../shared/versions.tf")
    (root / "a/secret.tf").symlink_to(tmp_path / "secret.tf")
    (root / "a/circle.tf").symlink_to("circle.tf")
    (root / "a/gone.tf").symlink_to("gone")
    (root / "folder").symlink_to(tmp_path)

    parsed = read_repository(root)

    assert [file.path for file in parsed.modules["a"]] == ["a/main.tf", "a/versions.tf"]
    assert [(problem.file, problem.message.partition(":")[0]) for problem in parsed.problems] == [
        ("a/circle.tf", "cannot be read"),
        ("a/gone.tf", "cannot be read"),
        ("a/secret.tf", "is a symbolic link that leads out of the repository"),
    ]


def test_files_that_cannot_be_read_are_named_with_their_line_and_the_rest_is_read(tmp_path: Path) -> None:
    repository(
        tmp_path,
        {
            "broken.tf": 'module "a" {\n  b = \n}\n',
            "broken.tf.json": '{"module": {\n',
            "list.tf.json": '["module"]',
            "good.tf": 'module "b" {\n  source = "./b"\n}\n',
        },
    )
    (tmp_path / "latin.tf").write_bytes(b"# caf\xe9\n")
    (tmp_path / "second.tf").write_bytes(b"# one\n# \xff\n")
    os.mkfifo(tmp_path / "pipe.tf")

    scan = scan_repository(tmp_path)

    assert [call.name for call in scan.calls] == ["b"]
    assert [str(problem).partition(": not valid")[0] for problem in scan.problems] == [
        "broken.tf:2: readable",
        "broken.tf.json:2: readable",
        "latin.tf:1: readable: is not UTF-8 text",
        "list.tf.json:1: readable: not a JSON object, as a Terraform file must be",
        "pipe.tf: readable: is not a plain file",
        "second.tf:2: readable: is not UTF-8 text",
    ]


def test_calls_come_from_every_syntax_and_override_files_add_to_them(tmp_path: Path) -> None:
    repository(
        tmp_path,
        {
            "a.tf": 'module "a" {\n  source = "./x"\n  one    = 1\n}\n',
            "a_override.tf": 'module "a" {\n  two = 2\n}\n',
            "b.tofu": 'module "b" {\n  source = "./y"\n}\n',
            "c.tf.json": '{\n"module": {\n"c": {\n"source": "./z",\n"three": "${var.x}"\n}\n}\n}\n',
        },
    )

    calls = {call.name: call for call in scan_repository(tmp_path).calls}

    assert [(argument.name, argument.file, argument.line) for argument in calls["a"].arguments] == [
        ("one", "a.tf", 3),
        ("two", "a_override.tf", 2),
    ]
    assert (calls["b"].file, calls["b"].line) == ("b.tofu", 1)
    assert [(argument.name, argument.line) for argument in calls["c"].arguments] == [("three", 5)]
    assert calls["c"].line == 3


def test_a_hostile_name_is_printed_harmlessly(tmp_path: Path) -> None:
    repository(tmp_path, {"a\x1b[31m\n.tf": "module }}"})

    (problem,) = scan_repository(tmp_path).problems

    assert str(problem).startswith("a\\x1b[31m\\n.tf:1: readable: not valid HCL: ")
