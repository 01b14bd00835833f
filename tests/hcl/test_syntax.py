"""Terraform files with the line of everything in them."""

from __future__ import annotations

import pytest

from mwaa_tf.hcl import Expression
from mwaa_tf.hcl.syntax import Key, MalformedError, Splat, parse, template_references

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
        ('module.a["k"].b.c', ("module", "a", Key("k"), "b", "c")),
        ("module.a[*].b", ("module", "a", Splat(), "b")),
        ("module.a.*.b", ("module", "a", Splat(), "b")),
        ("(module.a).b", ("module", "a", "b")),
        ('"x-${module.a.b}"', ("module", "a", "b")),
        ('upper("${join(",", module.a.b)}")', ("module", "a", "b")),
        ("{ for k in [1] : k => module.a.b }", ("module", "a", "b")),
        ("var.x ? module.a.b : null", ("module", "a", "b")),
        ("(module.a\n.b)", ("module", "a", "b")),
        ('module.a["${"k"}"].b', ("module", "a", None, "b")),
        ("module.a[each.key].b[0].c", ("module", "a", None, "b", None, "c")),
        ("values(module.a)[*].b", ("module", "a", Key(None), "b")),
        ("values(module.a).*.b", ("module", "a", Key(None), "b")),
        ("values(module.a)[0].b", ("module", "a", Key(None), "b")),
        ("(module.a[*])[0].b", ("module", "a", Splat(), "b")),
        ('lookup(module.a, "b", null)', ("module", "a", Key("b"))),
        ('lookup(module.a, "k").b', ("module", "a", Key("k"), "b")),
        ("lookup(module.a, each.key, {}).b", ("module", "a", None, "b")),
        ("one(module.a[*].b)", ("module", "a", Splat(), "b")),
        ("one(module.a).b", ("module", "a", None, "b")),
        ("element(module.a, 0).b", ("module", "a", None, "b")),
        ("try(module.a.b, null)", ("module", "a", "b")),
        ("nonsensitive(module.a).b", ("module", "a", "b")),
        ("tolist([module.a])[0].b", ("module", "a", "b")),
        ("[module.a, 1][1].b", ("module", "a")),
        ("(var.x ? module.a : null).b", ("module", "a", "b")),
        ("module.a.b + 1 + 2", ("module", "a", "b")),
        ("-module.a.b", ("module", "a", "b")),
        ("{ (module.a.b) = 1 }", ("module", "a", "b")),
        ("provider::x::y(module.a.b)", ("module", "a", "b")),
        ("var.x[module.a.b]", ("module", "a", "b")),
        ('<<EOT\n$${module.no.x} {module.no.y} "${module.a.b}"\nEOT', ("module", "a", "b")),
        ('<<EOT\n%{ for x in module.a.b }${ {"}" = 1} }%{ endfor }\nEOT', ("module", "a", "b")),
    ],
)
def test_a_reference_is_found_wherever_it_stands(expression: str, steps: tuple[str | None, ...]) -> None:
    found = [one.steps for one in parse(f"x = {expression}\n").references if one.steps[0] == "module"]

    assert found == [steps]


@pytest.mark.parametrize(
    ("expression", "steps"),
    [
        ("[for m in module.a : m.b]", ("module", "a", Key(None), "b")),
        ("[for k, m in module.a : m.b if k != 0]", ("module", "a", Key(None), "b")),
        ("{ for k, m in module.a : k => m.b... }", ("module", "a", Key(None), "b")),
        ("{ for k, m in module.a : m.b => k }", ("module", "a", Key(None), "b")),
        ("[for m in module.a : 1 if m.b]", ("module", "a", Key(None), "b")),
        ("[for m in values(module.a) : m.b]", ("module", "a", Key(None), "b")),
        ("[for m in module.a[*] : m.b]", ("module", "a", Splat(), "b")),
        ("[for m in [module.a] : m.b]", ("module", "a", "b")),
        ("[for m in module.a : m][0].b", ("module", "a", Key(None), "b")),
        ("{ for k, m in module.a : k => m }.x.b", ("module", "a", Key(None), "b")),
        ("[for m in module.a : [for n in m : n.b]]", ("module", "a", Key(None), Key(None), "b")),
        ('"%{ for m in module.a }${m.b}%{ endfor }"', ("module", "a", Key(None), "b")),
        ("<<EOT\n%{ for k, m in module.a ~}\n${m.b}\n%{ endfor ~}\nEOT", ("module", "a", Key(None), "b")),
    ],
)
def test_what_goes_through_a_collection_reads_its_elements(expression: str, steps: tuple[object, ...]) -> None:
    reads = {reference.steps for reference in parse(f"x = {expression}\n").references}

    assert steps in reads
    assert all(read[0] == "module" for read in reads)


def test_the_names_of_a_for_end_with_it() -> None:
    source = 'x = [[for m in module.a : m.b], m.c]\ny = "%{ for m in module.a }%{ endfor }${m.d}"\n'

    assert {("m", "c"), ("m", "d")} <= {reference.steps for reference in parse(source).references}


def test_each_value_and_the_iterator_of_a_dynamic_block_are_elements() -> None:
    source = """
resource "a" "b" {
  for_each = module.a
  id       = each.value.one
  other    = each.key

  dynamic "c" {
    for_each = module.b[*]
    content {
      id = [c.value.two, c.key]
    }
  }
}
"""

    reads = {reference.steps for reference in parse(source).references}

    assert ("module", "a", Key(None), "one") in reads
    assert ("module", "b", Splat(), "two") in reads


def test_a_number_of_any_length_is_read_or_an_error() -> None:
    with pytest.raises(MalformedError, match="not valid HCL"):
        parse(f"x = {'9' * 5000}\n")


def test_a_reference_after_many_operands_is_found() -> None:
    source = f"x = {' || '.join(['module.a.b'] * 3000)}\n"

    assert len(parse(source).references) == 3000


def test_what_only_looks_like_a_reference_is_none() -> None:
    contents = parse('# module.a.b\nx = "module.a.b"\ny = data.module.a.b\n/* module.a.b */\n')

    assert [one.steps[0] for one in contents.references] == ["data"]


def test_a_reference_in_a_heredoc_has_its_own_line() -> None:
    contents = parse("x = <<EOT\none\n${module.a.b}\nEOT\n")

    assert [(one.line, one.steps) for one in contents.references] == [(3, ("module", "a", "b"))]


@pytest.mark.parametrize("template", ["a\n${module.a.b", "a\n${module.a.}", "a\n${module.a b}"])
def test_a_template_that_cannot_be_read_is_an_error_with_its_line(template: str) -> None:
    with pytest.raises(MalformedError) as refused:
        template_references(template, 3)

    assert refused.value.line == 4


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
