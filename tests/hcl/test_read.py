"""Terraform files read with python-hcl2."""

from __future__ import annotations

from pathlib import Path

import pytest

from mwaa_tf.hcl import quote
from mwaa_tf.hcl.read import HclError, expression, read_blocks, text
from tests.hcl.test_evaluation import HOSTILE


def read(folder: Path, contents: str) -> dict[str, list[object]]:
    (folder / "a.tf").write_text(contents, encoding="utf-8", newline="")
    return read_blocks(folder / "a.tf")


def test_blocks_come_by_type(tmp_path: Path) -> None:
    blocks = read(tmp_path, 'variable "a" {\n  default = "x"\n}\nvariable "b" {}\noutput "c" {\n  value = var.a\n}\n')

    assert len(blocks["variable"]) == 2
    assert len(blocks["output"]) == 1


def test_an_expression_is_its_source_text() -> None:
    assert expression("${var.a}") == "var.a"
    assert expression(3) == "3"


@pytest.mark.parametrize("given", [item for item in HOSTILE if "${" not in item and "%{" not in item])
def test_text_that_was_written_here_is_read_back(tmp_path: Path, given: str) -> None:
    blocks = read(tmp_path, f"locals {{\n  a = {quote(given)}\n}}\n")

    assert text(blocks["locals"][0]["a"]) == given  # type: ignore[index]


@pytest.mark.parametrize("given", ["${x}", "$${x}", "a${x}b", "%{if}", "%%{x}", "\\${x}", "$${x}${y}", "\\$${n}"])
def test_what_looks_like_a_template_is_read_back(tmp_path: Path, given: str) -> None:
    """python-hcl2 itself fails where an escaped template is not closed, as Terraform does not."""
    blocks = read(tmp_path, f"locals {{\n  a = {quote(given)}\n}}\n")

    assert text(blocks["locals"][0]["a"]) == given  # type: ignore[index]


def test_a_heredoc_is_its_text() -> None:
    assert text('"<<EOT\none\n  two\nEOT"') == "one\n  two\n"
    assert text('"<<-EOT\n    one\n      two\n  EOT"') == "one\n  two\n"


def test_what_is_no_literal_stays() -> None:
    assert text(True) is True
    assert text("${var.a}") == "${var.a}"


@pytest.mark.parametrize(
    ("contents", "place"),
    [("a {\n  b = \n}\n", "a.tf:2"), ("a {", "a.tf:1"), ('x = "\n', "a.tf:1"), ("}}", "a.tf:1")],
)
def test_what_is_not_hcl_is_an_error_with_its_place(tmp_path: Path, contents: str, place: str) -> None:
    with pytest.raises(HclError) as refused:
        read(tmp_path, contents)

    assert str(refused.value).startswith(f"{tmp_path}/{place}: not valid HCL: ")
    assert "\n" not in str(refused.value)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(HclError, match=r"a\.tf: cannot be read: No such file or directory"):
        read_blocks(tmp_path / "a.tf")
