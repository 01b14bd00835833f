"""What Terraform accepts is read, with the same values; what it refuses is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mwaa_tf.hcl import Expression
from mwaa_tf.hcl.read import read_blocks
from mwaa_tf.hcl.read import text as literal
from mwaa_tf.hcl.syntax import MalformedError, parse
from mwaa_tf.terraform import Terraform
from tests.hcl.syntax_cases import ACCEPTED, REFUSED, VALUES

FILES = sorted((Path(__file__).parent / "cases/accepted").glob("*.tf"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_that_terraform_accepts_is_read(file: Path) -> None:
    source = file.read_bytes().decode()

    contents = parse(source)

    assert {block.type for block in contents.blocks} == set(
        re.findall(r"^(\w+)\b.*\{$", source.lstrip("\ufeff"), re.MULTILINE)
    )
    assert read_blocks(file).keys() == {block.type for block in contents.blocks}


@pytest.mark.parametrize("source", VALUES.values(), ids=VALUES)
def test_a_value_is_read_to_its_end(source: str) -> None:
    contents = parse(f"before = 1\nvalue = {source}\nafter = 2\n")

    assert list(contents.arguments) == ["before", "value", "after"]


@pytest.mark.parametrize("source", ACCEPTED.values(), ids=ACCEPTED)
def test_a_construct_that_terraform_accepts_is_read(source: str) -> None:
    assert list(parse(f"before = 1\nvalue = {source}\nafter = 2\n").arguments) == ["before", "value", "after"]


@pytest.mark.parametrize(("source", "line"), REFUSED.values(), ids=REFUSED)
def test_a_construct_that_terraform_refuses_is_an_error_with_its_line(source: str, line: int) -> None:
    with pytest.raises(MalformedError, match="not valid HCL: ") as refused:
        parse(source)

    assert refused.value.line == line


def test_terraform_reads_the_same_values(terraform: Terraform, tmp_path: Path) -> None:
    """And accepts every other construct: one module has all of them."""
    everything = {**VALUES, **ACCEPTED}
    names = {title: f"v{number}" for number, title in enumerate(everything)}
    blocks = (f"locals {{\n{names[title]} = {text}\n}}\n" for title, text in everything.items())
    (tmp_path / "values.tf").write_bytes("".join(blocks).encode())
    (tmp_path / "names.tf").write_text(
        'variable "object" {\n  default = { a = { b = [{ c = [1, 2] }] }, π = "x" }\n}\n'
    )

    terraform.init(tmp_path, backend=False)
    problems = [problem for problem in terraform.validate(tmp_path) if "provider" not in problem.summary]
    values = terraform.console(tmp_path, "{" + ", ".join(f"{name} = local.{name}" for name in names.values()) + "}")

    assert problems == []
    for title, source in VALUES.items():
        value = parse(f"value = {source}\n").arguments["value"].value
        assert not isinstance(value, Expression), title
        assert value == values[names[title]], title


def test_plain_data_has_the_same_texts(tmp_path: Path) -> None:
    for title, source in VALUES.items():
        file = tmp_path / "main.tf"
        file.write_bytes(f"locals {{\nvalue = {source}\n}}\n".encode())
        (values,) = read_blocks(file)["locals"]
        expected = parse(f"value = {source}\n").arguments["value"].value
        if isinstance(expected, str):
            assert literal(values["value"]) == expected, title


def test_terraform_accepts_the_files(terraform: Terraform) -> None:
    assert terraform.run(FILES[0].parent, ["fmt", "-check", "-list=false", "-no-color"]).stderr == ""


def test_terraform_refuses_the_same(terraform: Terraform, tmp_path: Path) -> None:
    files = {f"case{number}.tf": title for number, title in enumerate(REFUSED)}
    for name, title in files.items():
        (tmp_path / name).write_bytes(REFUSED[title][0].encode())

    messages = terraform.run(tmp_path, ["fmt", "-check", "-list=false", "-no-color"]).stderr

    named = {files[name] for name in re.findall(r"\bcase\d+\.tf", messages)}
    assert [title for title in REFUSED if title not in named] == []
