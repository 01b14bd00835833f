"""Values as HCL text: their layouts, and what `terraform fmt` makes of them, which is nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mwaa_tf.hcl import Expression, attributes, quote, value
from mwaa_tf.terraform import Terraform
from mwaa_tf.terraform.results import Formatting

LAYOUTS: dict[str, dict[str, Any]] = {
    "scalars": {
        "text": "analytics",
        "number": 3,
        "negative": -1,
        "large": 10**20,
        "yes": True,
        "no": False,
        "nothing": None,
        "reference": Expression("local.network.vpc_id"),
    },
    "what_takes_several_lines_breaks_the_alignment": {
        "a": 1,
        "longer": 2,
        "block": {"one": 1, "two": 2},
        "b": 3,
        "longest_of_all": 4,
    },
    "lists": {
        "empty": [],
        "short": ["a", "b"],
        "mixed": [1, True, None, "x", Expression("var.a")],
        "as_wide_as_a_line": ["10.192.20.0/24", "10.192.21.0/24", "10.192.22.0/24", "10.192.23.0/24"],
        "wider_than_a_line": [f"arn:aws:iam::aws:policy/AmazonAthenaFullAccess{n}" for n in range(3)],
        "of_lists": [[1, 2], [], [3]],
        "of_objects": [{"a": 1}, {"a": 1, "b": 2}],
        "tuples_too": ("a", "b"),
    },
    "objects": {
        "empty": {},
        "one_short": {"create": True},
        "one_long": {"permissions_boundary": "arn:aws:iam::222222222222:policy/workloads"},
        "one_in_one": {"outer": {"inner": 1}},
        "three_deep": {"a": {"b": {"c": [{"d": 1}, {"d": 2}]}}, "e": None},
        "one_list": {"ids": ["sg-01234567"]},
        "one_long_list": {"policy_arns": [f"arn:aws:iam::aws:policy/Policy{n}" for n in range(4)]},
    },
    "keys": {
        "plain": {"Team": "data", "cost-center": "1", "_under": "2", "Ünïcödé": "3"},
        "quoted": {"core.default_timezone": "utc", "with space": "a", "1st": "b", "": "c", "a=b": "d", "-dash": "e"},
        "words": {"for": 1, "null": 2, "true": 3, "false": 4, "in": 5, "if": 6},
        "wide": {"東京": 1, "a": 2, "한국어": 3},
        "of_uncertain_width": {"🚀": 1, "नमस्ते": 2, "ไทย": 3, "עברית": 4, "👩‍👩‍👧": 5, "ascii": 6},
        "hostile": {'"': 1, "\\": 2, "${x}": 3, "%{x}": 4, "\n": 5, "\u202e": 6},
    },
    "text": {
        "quotes": 'say "hello"',
        "backslash": "C:\\dags",
        "lines": "one\ntwo\r\n\tthree",
        "templates": "${a} %{b} $${c} %%{d} $ % {",
        "scripts": "été 東京 🚀 नमस्ते",
        "invisible": "zero\u200bwidth \u202ebidi \x1b[31m \u00a0",
        "beyond": "\U0010ffff",
    },
}


def rendered() -> str:
    return "\n\n".join(f"{name} {{\n{attributes(items, 2)}\n}}" for name, items in LAYOUTS.items()) + "\n"


def test_layouts(golden: Callable[[str, str], None]) -> None:
    golden("layouts.tf", rendered())


def test_terraform_fmt_changes_nothing(terraform: Terraform, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(rendered(), encoding="utf-8", newline="")

    assert terraform.fmt_check([tmp_path]) == Formatting()


def test_a_value_inside_something_is_indented_with_it(terraform: Terraform, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        f"a {{\n  b {{\n    c = {value({'x': 1, 'yy': [{'z': 1, 'w': 2}]}, 4)}\n  }}\n}}\n", encoding="utf-8"
    )

    assert terraform.fmt_check([tmp_path]) == Formatting()


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("", '""'),
        ("plain", '"plain"'),
        ('"', r'"\""'),
        ("\\n", r'"\\n"'),
        ("\n", r'"\n"'),
        ("${x}", '"$${x}"'),
        ("$${x}", '"$$${x}"'),
        ("%{x}", '"%%{x}"'),
        ("$x % y", '"$x % y"'),
        ("\x00", r'"\u0000"'),
        ("\u202e", r'"\u202e"'),
        ("\U0010ffff", r'"\U0010ffff"'),
        ("é🚀", '"é🚀"'),
    ],
)
def test_text_is_quoted(text: str, written: str) -> None:
    assert quote(text) == written


def test_text_is_quoted_in_ascii_where_asked() -> None:
    assert quote("é🚀 a", ascii_only=True) == r'"\u00e9\U0001f680 a"'


@pytest.mark.parametrize("data", [1.5, object(), {1, 2}, b"bytes"], ids=["float", "object", "set", "bytes"])
def test_what_has_no_hcl_is_an_error(data: Any) -> None:
    with pytest.raises(TypeError, match="no HCL for"):
        value(data)


def test_numbers_that_carry_their_text_are_numbers() -> None:
    class Marked(int):
        def __str__(self) -> str:
            return "012"

    assert value(Marked(12)) == "12"
