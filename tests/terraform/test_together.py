"""Workspaces that one process validates, with the real provider: the result is that of each by itself."""

import logging
import re
from pathlib import Path

import pytest

from mwaa_tf.terraform import Terraform, check_workspaces
from mwaa_tf.terraform.requirements import NotUnderstood, requirements
from tests.terraform.support import GOOD, MakeWorkspace


def started(caplog: pytest.LogCaptureFixture, command: str) -> list[str]:
    """The folders in which ``command`` of Terraform was started."""
    pattern = re.compile(rf"process \d+ started in (\S+): \S+ {command} ")
    return [match[1] for record in caplog.records if (match := pattern.match(record.getMessage()))]


@pytest.mark.terraform
def test_one_process_validates_all_workspaces_that_are_valid(
    terraform: Terraform, make_workspace: MakeWorkspace, caplog: pytest.LogCaptureFixture
) -> None:
    workspaces = [make_workspace(name, GOOD) for name in ("a", "b", "c")]

    with caplog.at_level(logging.DEBUG):
        results = list(check_workspaces(terraform, workspaces))

    assert [(result.workspace, result.diagnostics) for result in results] == [(each, ()) for each in workspaces]
    assert len(started(caplog, "init")) == len(started(caplog, "validate")) == 1
    assert {path.name for each in workspaces for path in each.iterdir()} == {"main.tf"}


#: What is wrong with a workspace, and what Terraform says of it, by itself, too.
WRONG = {
    "undeclared": ("locals {\n  a = local.b\n}\n", "undeclared local value"),
    # Only of a root module.
    "sensitive": (
        'variable "a" {\n  sensitive = true\n}\n\noutput "a" {\n  value = var.a\n}\n',
        "Output refers to sensitive values",
    ),
    "newer": ('terraform {\n  required_version = ">= 99"\n}\n', "Unsupported Terraform Core version"),
    "caller": ('module "called" {\n  source = "../called"\n}\n', "undeclared local value"),
    "called": ("locals {\n  c = local.d\n}\n", "undeclared local value"),
    "argument": ('resource "terraform_data" "a" {\n  inptu = 1\n}\n', "Unsupported argument"),
    "absent": ('module "a" {\n  source = "../nowhere"\n}\n', "Unreadable module directory"),
    "unclosed": ('resource "terraform_data" "a" {\n', "Unclosed configuration block"),
    # What is only wrong where it begins at the workspace.
    "elsewhere": ('locals {\n  a = fileexists("main.tf") ? file("absent") : ""\n}\n', 'no file exists at "absent"'),
    "reads": ('locals {\n  a = file("absent")\n}\n', 'no file exists at "absent"'),
    "tries": ('locals {\n  a = can(file("main.tf")) ? file("absent") : ""\n}\n', 'no file exists at "absent"'),
    "tested": (GOOD, "Missing name for run"),
    "provider": (
        GOOD.replace("< 7.0", "< 7.0, != 5.100.0"),
        "Failed to query available provider packages",
    ),
}


@pytest.mark.terraform
def test_what_is_wrong_is_found_as_in_a_workspace_by_itself(
    terraform: Terraform, make_workspace: MakeWorkspace
) -> None:
    good = [make_workspace(name, GOOD) for name in ("good", "better")]
    wrong = {name: make_workspace(name, text) for name, (text, _) in WRONG.items()}
    (wrong["tested"] / "a.tftest.hcl").write_text("run {}\n")

    results = list(check_workspaces(terraform, [*wrong.values(), *good]))

    found = {result.workspace.name: "\n".join(map(str, result.diagnostics)) for result in results}
    assert [name for name, (_, message) in WRONG.items() if message not in found[name]] == []
    assert [found[path.name] for path in good] == ["", ""]


@pytest.mark.terraform
@pytest.mark.parametrize("name", [name for name, (text, _) in WRONG.items() if "required_providers" not in text])
def test_one_that_is_wrong_is_found_among_others(
    terraform: Terraform, make_workspace: MakeWorkspace, name: str
) -> None:
    text, message = WRONG[name]
    if name == "caller":
        make_workspace("called", WRONG["called"][0])
    workspaces = [make_workspace(each, "locals {\n  a = 1\n}\n") for each in ("a", "b")]
    workspaces.insert(1, make_workspace(name, text))

    results = list(check_workspaces(terraform, workspaces))

    assert [result.ok for result in results] == [True, False, True]
    assert message in "\n".join(map(str, results[1].diagnostics))


@pytest.mark.terraform
def test_an_error_in_a_module_is_one_of_each_workspace_that_calls_it(
    terraform: Terraform, make_workspace: MakeWorkspace, caplog: pytest.LogCaptureFixture
) -> None:
    make_workspace("module", "locals {\n  a = local.b\n}\n")
    callers = [make_workspace(name, 'module "a" {\n  source = "../module"\n}\n') for name in ("a", "b")]
    others = [make_workspace(name, GOOD) for name in ("c", "d")]

    with caplog.at_level(logging.DEBUG):
        results = list(check_workspaces(terraform, [*callers, *others]))

    assert [[error.file for error in result.diagnostics] for result in results] == [["../module/main.tf"]] * 2 + [
        [],
        [],
    ]
    assert {Path(folder).name for folder in started(caplog, "validate")} >= {"a", "b"}
    assert {Path(folder).name for folder in started(caplog, "validate")}.isdisjoint({"c", "d"})


def understood(folder: Path) -> frozenset[tuple[str, str]] | None:
    """What the module in ``folder`` requires; None where that is not understood."""
    try:
        return requirements(folder)
    except NotUnderstood:
        return None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (GOOD, {("aws", ">= 5.68, < 7.0")}),
        ("terraform {\n  required_providers {}\n}\n", set()),
        (
            'terraform {\n  required_providers {\n    random = { source = "hashicorp/random" }\n    aws = {\n'
            '      version = "~> 5.0" # why\n      configuration_aliases = [aws.a, aws.b]\n    }\n  }\n}\n',
            {("random", ""), ("aws", "~> 5.0")},
        ),
        ('module "a" {\n  source = "a/b/aws"\n  version = "1.0"\n}\n', set()),
        ('locals {\n  a = file("${path.module}/a")\n  b = file("a")\n  c = try(local.d, 1) \n}\n', None),
        ('locals {\n  a = try(file("${path.module}/a"), "")\n}\n', set()),
        ("locals {\n  a = path.root\n}\n", None),
        ('locals {\n  a = fileset("dags", "*")\n}\n', None),
        ('provider "aws" {\n  version = "~> 5.0"\n}\n', None),
        ('terraform {\n  required_providers {\n    aws = "~> 5.0"\n  }\n}\n', None),
        ('terraform {\n  required_providers {\n    aws = { source = "example/aws" }\n  }\n}\n', None),
        ('terraform {\n  required_providers {\n    aws = { version = "${local.a}" }\n  }\n}\n', None),
        ("# required_providers\nterraform {}\n", None),
        # Long runs of blanks are read in no time.
        pytest.param("terraform {\n  required_providers {\n    aws = {}" + " " * 200_000, None, id="blanks-at-end"),
        pytest.param(
            "terraform {\n  required_providers {\n    aws = { " + " " * 200_000 + "}\n  }\n}\n",
            {("aws", "")},
            id="blanks-in-entry",
        ),
        pytest.param("\n" * 200_000 + 'provider "aws" {\n}\n' + "\n" * 200_000, set(), id="blank-lines"),
    ],
)
def test_the_providers_that_a_module_requires(text: str, expected: set[tuple[str, str]] | None, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(text)
    assert understood(tmp_path) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"terraform": {"required_providers": {"aws": {"version": "~> 5.0"}}}}', {("aws", "~> 5.0")}),
        (
            '{"terraform": [{"required_providers": [{"aws": {"source": "hashicorp/aws", "version": "1"}}]}, {}]}',
            {("aws", "1")},
        ),
        ('{"terraform": {"required_providers": {"aws": "~> 5.0"}}}', None),
        ('{"provider": {"aws": [{"version": "~> 5.0"}]}}', None),
        ("[", None),
        pytest.param("[" * 100_000, None, id="deep"),
        ('{"terraform": {"required_providers": {"aws": {"source": "example/aws"}}}}', None),
    ],
)
def test_the_providers_that_a_module_in_json_requires(
    text: str, expected: set[tuple[str, str]] | None, tmp_path: Path
) -> None:
    (tmp_path / "main.tf.json").write_text(text)
    assert understood(tmp_path) == expected


@pytest.mark.parametrize("name", ["main.tofu", "main.tofu.json"])
def test_what_only_opentofu_reads_is_left_to_it(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("")
    assert understood(tmp_path) is None
