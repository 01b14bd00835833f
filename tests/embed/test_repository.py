"""Reading somebody's repository, whatever is in it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mwaa_tf.embed import embed_modules
from mwaa_tf.embed.repository import read_repository
from mwaa_tf.embed.scan import scan_repository
from mwaa_tf.errors import MwaaTfError, UsageError
from mwaa_tf.hcl import Expression
from tests.embed.support import LAYOUTS, TERRAFORM, checked, findings, layout, repository

FITTING = TERRAFORM % (">= 1.10", "~> 6.0")


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


def test_a_rendered_deployment_is_no_copy_of_modules(tmp_path: Path) -> None:
    deployment = '{"version": 1, "files": {"1-network/main.tf": "0", "modules/network/vpc.tf": "0"}}'
    root = repository(tmp_path, {"main.tf": FITTING, "generated/x/.mwaa_tf.json": deployment})

    assert scan_repository(root).copies == ()
    assert embed_modules(scan_repository(root), modules=("network",)).copies.path == "modules/mwaa"
    assert [copies.path for copies in scan_repository(root).copies] == ["modules/mwaa"]
    assert findings(root) == []


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
    assert [str(note) for note in scan_repository(root).notes] == [
        "folder: is a symbolic link to a folder out of the repository: not read"
    ]


@pytest.mark.parametrize("target", ["/dev/zero", "pipe", "/dev/null", "/proc/self/mem"])
@pytest.mark.parametrize(
    "path",
    ["a.tf", "b.tf.json", "live/terragrunt.hcl", "modules/mwaa/network/vpc.tf", "modules/mwaa/network/more.tf"],
)
def test_pipes_and_devices_are_named_and_not_read(path: str, target: str, tmp_path: Path) -> None:
    root = repository(tmp_path, {"main.tf": FITTING, "live/x.tf": ""})
    embed_modules(scan_repository(root), modules=("network",))
    repository(root, {"net.tf": 'module "net" {\n  source = "./modules/mwaa/network"\n}\n'})
    (root / path).unlink(missing_ok=True)
    if target == "pipe":
        os.mkfifo(root / path)
    else:
        (root / path).symlink_to(target)

    named = [finding for finding in findings(root) if finding.startswith(f"{path}: ")]

    assert len(named) == 1
    assert "is not a plain file" in named[0] or "leads out of the repository" in named[0] or "not part of" in named[0]


def test_a_lock_file_that_is_no_plain_file_is_named(tmp_path: Path) -> None:
    root = repository(tmp_path, {"main.tf": FITTING})
    os.mkfifo(root / ".terraform.lock.hcl")
    scan = scan_repository(root)

    embed_modules(scan, modules=("network",))

    assert [str(problem) for problem in scan.problems] == [".terraform.lock.hcl: is not a plain file"]


@pytest.mark.parametrize("kind", ["pipe", "link"])
def test_a_manifest_that_is_no_plain_file_of_the_repository_is_an_error(kind: str, tmp_path: Path) -> None:
    root = repository(tmp_path / "repo", {"main.tf": FITTING})
    embed_modules(scan_repository(root), modules=("network",))
    manifest = root / "modules/mwaa/.mwaa_tf.json"
    manifest.rename(tmp_path / "elsewhere.json")
    if kind == "pipe":
        os.mkfifo(manifest)
    else:
        manifest.symlink_to(tmp_path / "elsewhere.json")

    with pytest.raises(MwaaTfError, match=r"\.mwaa_tf\.json: is (not a plain file|a symbolic link that leads out)"):
        scan_repository(root)


def test_a_large_file_is_named_and_not_read(tmp_path: Path) -> None:
    (tmp_path / "large.tf").write_bytes(b"#" * (4 * 1024 * 1024 + 1))
    (tmp_path / "limit.tf").write_bytes(b"#" * (4 * 1024 * 1024))

    parsed = read_repository(tmp_path)

    assert [file.path for file in parsed.modules[""]] == ["limit.tf"]
    assert [str(problem) for problem in parsed.problems] == ["large.tf: is larger than 4 MiB"]


def test_a_call_through_a_link_uses_the_module_that_it_leads_to(tmp_path: Path) -> None:
    root = repository(tmp_path, {"live/main.tf": FITTING})
    embed_modules(scan_repository(root), modules=("network",))
    (root / "live/shared").symlink_to("../modules")
    (root / "live/circle").symlink_to("..")
    repository(
        root,
        {
            "live/a.tf": 'module "a" {\n  source = "./shared/mwaa/network"\n  nope   = 1\n}\n',
            "live/b.tf": 'module "b" {\n  source = "./circle/live/circle/modules/mwaa/network"\n  nope   = 1\n}\n',
        },
    )

    assert [finding.partition(" is not")[0] for finding in findings(root)] == [
        "live/a.tf:3: input: module a (network): input nope",
        "live/b.tf:3: input: module b (network): input nope",
    ]


@pytest.mark.parametrize("source", ["./out/mwaa/network", "../outside"])
def test_a_call_of_a_module_out_of_the_repository_is_named(source: str, tmp_path: Path) -> None:
    root = repository(tmp_path / "repo", {"main.tf": f'module "a" {{\n  source = "{source}"\n}}\n'})
    (root / "out").symlink_to(tmp_path)

    notes = [str(note) for note in checked(root).notes]

    assert f"main.tf:1: source: module a: {source} is outside of the repository, and is not read" in notes


def test_a_copy_that_cannot_be_read_is_a_finding_and_the_rest_is_checked(tmp_path: Path) -> None:
    root = repository(tmp_path, {"main.tf": FITTING})
    embed_modules(scan_repository(root), modules=("network", "subnet-share"))
    (root / "modules/mwaa/network/variables.tf").write_text("}}\n")
    calls = "".join(
        f'module "{module}" {{\n  source = "./modules/mwaa/{module}"\n  nope = 1\n}}\n'
        for module in ("network", "subnet-share")
    )
    repository(root, {"calls.tf": calls})

    reported = findings(root)

    assert "calls.tf:7: input: module subnet-share (subnet-share): input nope is not known" in reported
    assert (
        "modules/mwaa/network: its calls cannot be checked: "
        "modules/mwaa/network/variables.tf:1: not valid HCL: unexpected }"
    ) in reported
    assert not any("does not exist" in finding for finding in reported)


@pytest.fixture
def deep(tmp_path: Path) -> Iterator[Path]:
    """A folder with more folders in each other than Python recurses, which shutil.rmtree cannot remove."""
    folder = os.open(tmp_path, os.O_RDONLY)
    for _ in range(sys.getrecursionlimit() + 200):
        os.mkdir("a", dir_fd=folder)
        inner = os.open("a", os.O_RDONLY, dir_fd=folder)
        os.close(folder)
        folder = inner
    os.close(folder)
    yield tmp_path
    while (tmp_path / "a/a").exists():
        (tmp_path / "a/a").rename(tmp_path / "b")
        (tmp_path / "a").rmdir()
        (tmp_path / "b").rename(tmp_path / "a")


def test_folders_may_be_nested_more_deeply_than_python_recurses(deep: Path) -> None:
    repository(deep, {"z/main.tf": ""})

    assert list(read_repository(deep).modules) == ["z"]


def test_a_folder_that_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository(tmp_path, {"a/main.tf": "", "b/main.tf": ""})
    scandir = os.scandir

    def refused(path: Path) -> Any:
        if path.name == "a":
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refused)

    parsed = read_repository(tmp_path)

    assert list(parsed.modules) == ["b"]
    assert [str(problem) for problem in parsed.problems] == ["a: cannot be read: Permission denied"]


def test_names_that_are_not_utf_8_are_read_and_printed(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path) + b"/caf\xe9"
    os.mkdir(folder)  # noqa: PTH102 - bytes
    Path(os.fsdecode(folder + b"/\xff.tf")).write_text('module "a" {\n}}\n')

    (problem,) = scan_repository(tmp_path).problems

    assert str(problem) == r"caf\udce9/\udcff.tf:2: not valid HCL: unexpected }"


def test_a_broken_file_beside_a_call_is_named_whatever_is_in_it(tmp_path: Path) -> None:
    root = repository(tmp_path, {"live/main.tf": FITTING})
    embed_modules(scan_repository(root), modules=("network",))
    repository(root, {"live/net.tf": 'module "net" {\n  source = "../modules/mwaa/network"\n}\n', "live/x.tf": "}}\n"})

    assert findings(root) == ["live/x.tf:1: not valid HCL: unexpected }"]


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
        "broken.tf:2",
        "broken.tf.json:2",
        "latin.tf:1: is not UTF-8 text",
        "list.tf.json:1: not a JSON object, as a Terraform file must be",
        "pipe.tf: is not a plain file",
        "second.tf:2: is not UTF-8 text",
    ]


def test_calls_come_from_every_syntax_and_override_files_add_to_them(tmp_path: Path) -> None:
    repository(
        tmp_path,
        {
            "a.tf": 'module "a" {\n  source = "./x"\n  one    = 1\n}\n',
            "a_override.tf": 'module "a" {\n  two = 2\n}\n',
            "override.tf": 'module "a" {\n  three = 3\n}\n',
            "b.tofu": 'module "b" {\n  source = "./y"\n}\n',
            "c.tf.json": '{\n"module": {\n"c": {\n"source": "./z",\n"three": "${var.x}"\n}\n}\n}\n',
        },
    )

    calls = {call.name: call for call in scan_repository(tmp_path).calls}

    assert [(argument.name, argument.file, argument.line) for argument in calls["a"].arguments] == [
        ("one", "a.tf", 3),
        ("two", "a_override.tf", 2),
        ("three", "override.tf", 2),
    ]
    assert (calls["b"].file, calls["b"].line) == ("b.tofu", 1)
    assert [(argument.name, argument.line) for argument in calls["c"].arguments] == [("three", 5)]
    assert calls["c"].line == 3


def test_json_may_have_lists_of_blocks_comments_and_nested_values(tmp_path: Path) -> None:
    """https://developer.hashicorp.com/terraform/language/syntax/json: a list, wherever a block may be repeated."""
    modules = [
        {
            "a": {
                "//": "a comment",
                "source": "./x",
                "names": ["${var.n}", "b"],
                "tags": {"Name": "%{if true}a%{endif}"},
            }
        },
        {"b": [{"source": "./y"}]},
    ]
    repository(tmp_path, {"main.tf.json": json.dumps({"//": "of the file", "module": modules}, indent=1)})

    calls = {call.name: call for call in scan_repository(tmp_path).calls}

    assert {name: call.source for name, call in calls.items()} == {"a": "./x", "b": "./y"}
    arguments = {argument.name: argument.value for argument in calls["a"].arguments}
    assert arguments == {
        "names": [Expression('"${var.n}"'), "b"],
        "tags": {"Name": Expression('"%{if true}a%{endif}"')},
    }


def test_a_hostile_name_is_printed_harmlessly(tmp_path: Path) -> None:
    repository(tmp_path, {"a\x1b[31m\n.tf": "module }}"})

    (problem,) = scan_repository(tmp_path).problems

    assert str(problem).startswith("a\\x1b[31m\\n.tf:1: not valid HCL: ")
