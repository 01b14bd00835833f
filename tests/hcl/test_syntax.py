"""Terraform files with the line of everything in them."""

from __future__ import annotations

import pytest

from mwaa_tf.hcl import Expression
from mwaa_tf.hcl.syntax import MalformedError, parse, template_references

MODULE = """\
# module "commented" {}
module "vpc" {
  source  = "./vpc"
  count   = 2
  on      = true
  none    = null
  names   = ["a", "b"]
  nested  = { plain = 1, "quoted" = [true] }
  keyed   = { (var.key) = 1 }
  region  = var.region
  text    = "in ${var.region}"
  heredoc = <<-EOT
    one
  EOT

  lifecycle {
    ignore_changes = all
  }
}
"""


def test_a_block_has_its_lines_and_its_values() -> None:
    (block,) = parse(MODULE).blocks

    assert (block.type, block.labels, block.line) == ("module", ("vpc",), 2)
    assert {name: (argument.line, argument.value) for name, argument in block.arguments.items()} == {
        "source": (3, "./vpc"),
        "count": (4, 2),
        "on": (5, True),
        "none": (6, None),
        "names": (7, ["a", "b"]),
        "nested": (8, {"plain": 1, "quoted": [True]}),
        "keyed": (9, Expression("{ (var.key) = 1 }")),
        "region": (10, Expression("var.region")),
        "text": (11, Expression('"in ${var.region}"')),
        "heredoc": (12, "one\n"),
    }
    assert [(inner.type, inner.line) for inner in block.blocks] == [("lifecycle", 16)]


def test_the_keys_of_an_object_have_lines() -> None:
    contents = parse('inputs = {\n  a = 1\n\n  "b" = {\n    c = 2\n  }\n}\n')

    assert contents.arguments["inputs"].keys == {"a": 2, "b": 4}


@pytest.mark.parametrize(
    ("expression", "steps"),
    [
        ("module.a.b", ("module", "a", "b")),
        ("module.a[0].b", ("module", "a", None, "b")),
        ('module.a["k"].b.c', ("module", "a", None, "b", "c")),
        ("module.a[*].b", ("module", "a", None, "b")),
        ("module.a.*.b", ("module", "a", None, "b")),
        ("(module.a).b", ("module", "a", "b")),
        ('"x-${module.a.b}"', ("module", "a", "b")),
        ('upper("${join(",", module.a.b)}")', ("module", "a", "b")),
        ("{ for k in [1] : k => module.a.b }", ("module", "a", "b")),
        ("var.x ? module.a.b : null", ("module", "a", "b")),
        ('<<EOT\n$${module.no.x} {module.no.y} "${module.a.b}"\nEOT', ("module", "a", "b")),
        ('<<EOT\n%{ for x in module.a.b }${ {"}" = 1} }\nEOT', ("module", "a", "b")),
    ],
)
def test_a_reference_is_found_wherever_it_stands(expression: str, steps: tuple[str | None, ...]) -> None:
    found = [one.steps for one in parse(f"x = {expression}\n").references if one.steps[0] == "module"]

    assert found == [steps]


def test_what_only_looks_like_a_reference_is_none() -> None:
    contents = parse('# module.a.b\nx = "module.a.b"\ny = data.module.a.b\n/* module.a.b */\n')

    assert [one.steps[0] for one in contents.references] == ["data"]


def test_a_reference_in_a_heredoc_has_its_own_line() -> None:
    contents = parse("x = <<EOT\none\n${module.a.b}\nEOT\n")

    assert [(one.line, one.steps) for one in contents.references] == [(3, ("module", "a", "b"))]


def test_an_unfinished_template_ends_with_its_text() -> None:
    assert [one.steps for one in template_references("${module.a.b", 1)] == [("module", "a", "b")]


@pytest.mark.parametrize(("text", "line"), [("a {\n  b = \n}\n", 2), ("}}", 1), ('x = "\n', 1), ("x = <<EOT\n", 1)])
def test_what_is_not_hcl_is_an_error_with_its_line(text: str, line: int) -> None:
    with pytest.raises(MalformedError, match="not valid HCL") as refused:
        parse(text)

    assert refused.value.line == line


def test_deep_nesting_is_an_error_or_read_but_never_a_crash() -> None:
    for text in (f"x = {'[' * 5000}{']' * 5000}\n", "x = " + "!" * 5000 + "true\n", "a {\n" * 2000 + "}\n" * 2000):
        try:
            parse(text)
        except MalformedError as error:
            assert error.line >= 1  # noqa: PT017
