"""Expressions in Terragrunt's files that are a path or a source: followed as far as only the repository is needed."""

from __future__ import annotations

from pathlib import Path

import pytest

from mwaa_tf.embed import scan_repository
from tests.embed.support import repository

UNIT = "live/prod/app/terragrunt.hcl"
ROOT = 'include "root" {\n  path = find_in_parent_folders("root.hcl")\n}\n'


def source(folder: Path, expression: str, local: str = '"x"', include: str = ROOT) -> str | None:
    """The source of a unit, as the scan reads it; ``local`` is the expression of its `local.value`."""
    text = (
        f"{include}locals {{\n  value = {local}\n  loop  = local.loop\n}}\nterraform {{\n  source = {expression}\n}}\n"
    )
    files = {"root.hcl": 'locals {\n  shared = "of-the-root"\n}\n', "live/prod/account.hcl": "", UNIT: text}
    (unit,) = scan_repository(repository(folder, files)).units
    return unit.call.source


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ('"git::https://example.com/a.git"', "git::https://example.com/a.git"),
        ('"${local.value}/a"', "x/a"),
        ('"a/${local.value}/b/${local.value}/c"', "a/x/b/x/c"),
        ("local.value", "x"),
        ('"${include.root.locals.shared}/a"', "of-the-root/a"),
        ('"${get_repo_root()}/modules"', "/modules"),
        ('"${get_terragrunt_dir()}/m"', "/live/prod/app/m"),
        ('"${get_original_terragrunt_dir()}/m"', "/live/prod/app/m"),
        ('"${get_parent_terragrunt_dir()}/m"', "/m"),
        ('"${get_parent_terragrunt_dir("root")}/m"', "/m"),
        ('"${get_path_to_repo_root()}/m"', "../../../m"),
        ('"${find_in_parent_folders("account.hcl")}"', "/live/prod/account.hcl"),
        ('"${find_in_parent_folders()}"', "/root.hcl"),
        ('"${dirname(find_in_parent_folders("account.hcl"))}/m"', "/live/prod/m"),
    ],
)
def test_what_the_repository_alone_decides_is_evaluated(expression: str, text: str, tmp_path: Path) -> None:
    assert source(tmp_path, expression) == text


@pytest.mark.parametrize(
    "expression",
    [
        "local.none",
        "local.loop",
        '"${local.none}/a"',
        "include.other.locals.shared",
        "include.root.locals.none",
        'get_env("SOURCE")',
        '"${run_cmd("pwd")}/a"',
        'find_in_parent_folders("none.hcl")',
        "find_in_parent_folders(local.none)",
        "dirname(local.none)",
        'local.value == "x" ? "a" : "b"',
        "[1]",
    ],
)
def test_what_only_terragrunt_can_evaluate_is_not_known(expression: str, tmp_path: Path) -> None:
    assert source(tmp_path, expression) is None


def test_without_an_include_there_is_no_parent(tmp_path: Path) -> None:
    assert source(tmp_path, "get_parent_terragrunt_dir()", include="") is None


@pytest.mark.parametrize(
    ("path", "followed"),
    [
        ('"../vpc"', "live/prod/vpc"),
        ('"./vpc/../../vpc"', "live/prod/vpc"),
        ('"${get_repo_root()}/live/vpc"', "live/vpc"),
        ('"../../../../elsewhere"', None),
        ('get_env("VPC")', None),
    ],
)
def test_a_dependency_is_a_folder_of_the_repository(path: str, followed: str | None, tmp_path: Path) -> None:
    text = f'terraform {{\n  source = "./m"\n}}\ndependency "vpc" {{\n  config_path = {path}\n}}\n'
    (unit,) = scan_repository(repository(tmp_path, {UNIT: text})).units
    assert unit.dependencies == ({"vpc": followed} if followed else {})


def test_a_dependency_of_the_unit_replaces_that_of_an_include(tmp_path: Path) -> None:
    dependency = 'dependency "{}" {{\n  config_path = "../{}"\n}}\n'
    files = {
        "root.hcl": dependency.format("vpc", "old") + dependency.format("dns", "dns"),
        UNIT: f'{ROOT}terraform {{\n  source = "./m"\n}}\n{dependency.format("vpc", "new")}',
    }
    (unit,) = scan_repository(repository(tmp_path, files)).units
    assert unit.dependencies == {"vpc": "live/prod/new", "dns": "live/prod/dns"}


def test_a_file_without_a_source_is_no_unit(tmp_path: Path) -> None:
    files = {UNIT: "inputs = { a = 1 }\n", "live/prod/b/terragrunt.hcl": "terraform {\n  copy = true\n}\n"}
    assert scan_repository(repository(tmp_path, files)).units == ()
