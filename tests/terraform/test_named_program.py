"""Messages name the program in use: no text has a command of Terraform, which may not be installed, written out.

The commands come from :mod:`mwaa_tf.terraform.product`. What is published and must be the same on every machine, such
as the help of a command, names both or none.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from mwaa_tf.cli import cli
from mwaa_tf.doctor.checks import checks
from mwaa_tf.review.risks import rules
from mwaa_tf.terraform import product
from mwaa_tf.terraform.product import OPENTOFU, TERRAFORM, VARIABLE, Product, in_use, in_words
from tests.support import REPOSITORY

_COMMANDS = (
    *("apply", "console", "destroy", "fmt", "force-unlock", "graph", "import", "init", "login", "output", "plan"),
    *("providers", "show", "state", "taint", "test", "untaint", "validate", "workspace"),
)
COMMAND = re.compile(rf"\bterraform (?:-chdir|{'|'.join(_COMMANDS)})\b")

#: The other program's name in the same text.
BOTH = re.compile(r"\btofu\b")


def texts(source: str) -> Iterator[str]:
    """The texts of a Python file, with … for what is filled in; docstrings are for developers."""
    tree = ast.parse(source)
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and not {id(node)} & (docstrings | parts):
            yield node.value


def one_sided(found: Iterator[str]) -> list[str]:
    return [text for text in found if COMMAND.search(text) and not BOTH.search(text)]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('raise Error(f"{path}: run `terraform init` there")', ["…: run `terraform init` there"]),
        ('yield "terraform -chdir=" + folder', ["terraform -chdir="]),
        ('"""What `terraform show` prints."""', []),
        ('hint = "what `terraform show -json` or `tofu show -json` prints"', []),
        ('role = "terraform-plan"', []),
    ],
)
def test_a_written_out_command_is_noticed(source: str, found: list[str]) -> None:
    assert one_sided(texts(source)) == found


def test_no_message_has_a_command_of_terraform_written_out() -> None:
    files = sorted(REPOSITORY.glob("mwaa_tf/**/*.py"))
    assert len(files) > 500
    found = {str(file.relative_to(REPOSITORY)): one_sided(texts(file.read_text("utf-8"))) for file in files}
    assert {file: lines for file, lines in found.items() if lines} == {}


def test_the_help_of_no_command_names_terraform_alone() -> None:
    helps = dict(help_texts(cli, "mwaa_tf"))
    assert "mwaa_tf check" in helps
    assert {name: text for name, text in helps.items() if one_sided(iter([text]))} == {}


def help_texts(command: click.Command, name: str) -> Iterator[tuple[str, str]]:
    context = click.Context(command, info_name=name)
    yield name, command.get_help(context)
    if isinstance(command, click.Group):
        for child in command.list_commands(context):
            if subcommand := command.get_command(context, child):
                yield from help_texts(subcommand, f"{name} {child}")


def test_no_template_names_terraform_alone() -> None:
    """Of lines, as a template has many texts; a comment of a template is no text."""
    files = [file for file in REPOSITORY.glob("mwaa_tf/**/*.j2") if not is_of_terraform(file)]
    assert len(files) > 15
    found = {}
    for file in files:
        text = re.sub(r"\{#.*?#\}", "", file.read_text("utf-8"))
        found[str(file.relative_to(REPOSITORY))] = one_sided(iter(text.split("\n")))
    assert {file: lines for file, lines in found.items() if lines} == {}


def is_of_terraform(file: Path) -> bool:
    """Whether only a deployment that cannot use OpenTofu has it."""
    return file.name.startswith("hcp_")


def test_what_to_do_about_risks_and_findings_names_no_program() -> None:
    assert one_sided(iter([risk.remediation for risk in rules()])) == []
    assert one_sided(iter([check.__doc__ or "" for check in checks()])) == []


@pytest.fixture
def nothing_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """As before the first Terraform of a process."""
    monkeypatch.setattr(product, "_in_use", None)


@pytest.mark.parametrize(
    ("installed", "named", "expected"),
    [
        ((), "", TERRAFORM),
        (("tofu",), "", OPENTOFU),
        (("terraform", "tofu"), "", TERRAFORM),
        (("terraform",), "/opt/tofu/bin/tofu-1.12", OPENTOFU),
        (("tofu",), "terraform", TERRAFORM),
    ],
)
@pytest.mark.usefixtures("nothing_found")
def test_before_one_is_run_the_one_that_would_be_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, installed: tuple[str, ...], named: str, expected: Product
) -> None:
    for name in installed:
        (tmp_path / name).write_text("#!/bin/sh\nexit 70\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv(VARIABLE, named)
    assert in_use() is expected
    assert in_words("show", "-json") == f"`{expected.command} show -json`"


@pytest.mark.usefixtures("nothing_found")
def test_a_program_in_a_relative_folder_of_the_path_is_not_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tofu").write_text("#!/bin/sh\n")
    (tmp_path / "tofu").chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", ".")
    monkeypatch.delenv(VARIABLE, raising=False)
    assert in_use() is TERRAFORM
