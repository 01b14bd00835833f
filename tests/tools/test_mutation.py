"""Faults on purpose: each kind is found, a seed repeats itself, and what tests notice is told from what they do not."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from tools.mutation.__main__ import all_faults, shuffled
from tools.mutation.hcl_faults import hcl_faults
from tools.mutation.mutant import equivalents
from tools.mutation.python_faults import python_faults, valid
from tools.mutation.report import report
from tools.mutation.run import BaselineError, Checkout, Verdict
from tools.mutation.selection import importers, selections


def python(text: str) -> list[str]:
    """``text`` with each fault that can be put into it."""
    faults = python_faults("mwaa_tf/x.py", textwrap.dedent(text).encode())
    return [fault.mutated.decode().strip() for fault in faults if valid(fault)]


def terraform(text: str) -> list[str]:
    return [fault.mutated.decode() for fault in hcl_faults("modules/m/x.tf", textwrap.dedent(text).encode())]


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("x = a < b", ["x = a <= b"]),
        ("x = a >= b", ["x = a > b"]),
        ("x = (a) == (b)", ["x = (a) != (b)"]),
        ("x = a not in b", ["x = a in b"]),
        ("x = a is not b", ["x = a is b"]),
        ("x = a and b", ["x = a or b"]),
        ("x = a or b or c", ["x = a or c"]),
        ("x = not a", ["x = a"]),
        ("x = True", ["x = False"]),
        ("x = 5", ["x = 6"]),
        ("x = 300", ["x = 600"]),
        ("x = {'a', 'b'}", ["x = {'a'}"]),
        ("x = ('a', 'b')", ["x = ('a')"]),
        ("x = [a for a in b if a]", ["x = [a for a in b if True]"]),
        ("x = b if a else c", ["x = b if False else c"]),
        ("x += y", ["pass"]),
        ("f(x)", ["pass"]),
        ("raise ValueError(5)", ["pass"]),
        ("if a:\n    x = b", ["if False:\n    x = b", "if True:\n    x = b"]),
        ("def f():\n    return a", ["def f():\n    return None"]),
        ("for a in b:\n    continue", ["for a in b:\n    pass"]),
    ],
)
def test_a_fault_of_python(text: str, faults: list[str]) -> None:
    assert python(text) == faults


@pytest.mark.parametrize(
    "text",
    [
        '"""A docstring."""',
        "_log.debug('%d', 5)",
        "if TYPE_CHECKING:\n    x = 5",
        "x: Literal[5]",
        "def f(x: Annotated[int, 5]) -> tuple[Literal[1], Literal[2]]: ...",
        "return_nothing = None",
    ],
)
def test_what_no_test_could_notice_is_left_alone(text: str) -> None:
    assert python(text) == []


def test_a_fault_that_cannot_be_parsed_is_not_tried() -> None:
    faults = list(python_faults("mwaa_tf/x.py", b"x = (a) or b or c"))

    assert [valid(fault) for fault in faults] == [False]


RESOURCE = """\
resource "aws_vpc" "this" {
  count = var.create ? 1 : 0

  enabled = true # not false

  depends_on = [
    aws_x.y,
  ]

  lifecycle {
    create_before_destroy = true
  }
}
"""


def test_the_faults_of_a_resource() -> None:
    faults = {fault.kind: fault.mutated.decode() for fault in hcl_faults("modules/m/x.tf", RESOURCE.encode())}

    assert "depends_on" not in faults["depends_on"]
    assert "lifecycle" not in faults["block"]
    assert faults["block"].count("{") == 1
    assert "create_before_destroy" not in faults["lifecycle"]
    assert "create_before_destroy = false" in faults["boolean"]
    assert "var.create ? 1 : 1" in faults["number"]
    assert "  enabled" not in faults["argument"]
    assert "not true" not in "".join(faults.values()), "comments are left alone"


def test_the_faults_of_a_validation() -> None:
    text = """\
    variable "cidr" {
      description = "At most 5 of them, true or false."
      validation {
        condition     = length(var.cidr) <= 5 && !startswith(var.cidr, "x")
        error_message = "At most 5."
      }
    }
    """

    faults = terraform(text)

    assert sum("validation" not in fault for fault in faults) == 1
    for piece in ("< 5 &&", "<= 5 ||", "<= 6 &&", "&& startswith"):
        assert sum(piece in fault for fault in faults) == 1, piece
    assert len(faults) == 5


def test_the_faults_of_a_policy() -> None:
    text = """\
    locals {
      statement = {
        Effect    = "Allow"
        Action    = ["s3:GetObject", "s3:*"]
        Principal = { Service = "airflow.amazonaws.com" }
        Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
      }
    }
    """

    faults = terraform(text)

    for piece in ('= "Other"', '["none:None", "s3:*"]', '"s3:GetObject", "none:None"', "other.amazonaws.com"):
        assert sum(piece in fault for fault in faults) == 1, piece
    assert sum("StringLikeIfExists" in fault or '"aws:Other"' in fault for fault in faults) == 1


def test_every_file_of_the_package_and_the_modules_has_faults_with_keys_of_their_own() -> None:
    faults = list(all_faults())

    files = {fault.file for fault in faults}
    assert len(files) > 350
    assert {"mwaa_tf/text.py", "modules/network/vpc.tf", "mwaa_tf/review/risks/key_lost.py"} <= files
    # Where the same lines follow each other twice, the same faults have the same key.
    assert len({fault.key for fault in faults}) > 0.98 * len(faults)
    assert {fault.language for fault in faults} == {"python", "hcl"}


def test_a_key_outlives_changes_of_other_lines() -> None:
    (before,) = python_faults("mwaa_tf/x.py", b"import a\n\n\nx = a < b\n")
    (moved,) = python_faults("mwaa_tf/x.py", b"import a\nimport c\n\n\nx = a < b\n")
    (changed,) = python_faults("mwaa_tf/x.py", b"import a\n\n\ny = a < b\n")

    assert before.key == moved.key
    assert before.key != changed.key


def test_a_seed_gives_the_same_order_in_which_no_package_comes_late() -> None:
    faults = [
        *(fault for number in range(90) for fault in python_faults(f"mwaa_tf/large/{number}.py", b"x = a < b")),
        *(fault for number in range(10) for fault in python_faults(f"mwaa_tf/small/{number}.py", b"x = a < b")),
    ]

    order = shuffled(faults, 7)

    assert order == shuffled(faults, 7)
    assert order != shuffled(faults, 8)
    assert sorted(fault.file for fault in order) == sorted(fault.file for fault in faults)
    for begin in range(0, 100, 20):
        assert 1 <= sum("small" in fault.file for fault in order[begin : begin + 20]) <= 3


def test_equivalent_faults_have_reasons() -> None:
    keys = {fault.key for fault in all_faults()}

    for key, reason in equivalents().items():
        assert len(reason) > 20, key
        assert key in keys, f"{key} fits no fault any more: delete it from equivalent.toml"


def test_tests_are_those_of_the_package_then_of_what_imports_it() -> None:
    (fault,) = python_faults("mwaa_tf/graph/measure.py", b"x = a < b")
    (shared,) = python_faults("mwaa_tf/text.py", b"x = a < b")
    (module,) = hcl_faults("modules/network/vpc.tf", b"x = a == b")

    assert selections(fault)[0][0] == "tests/graph/test_measure.py"
    assert selections(fault)[1][0] == "tests/graph"
    assert "mwaa_tf/cli" in importers(fault)
    assert selections(shared)[0][0] == "tests/test_text.py"
    assert "mwaa_tf/review" in importers(shared)
    assert "tests/modules/test_values.py" in selections(module)[0]
    assert selections(module)[1] == ("tests/modules/test_modules.py", "-k", "terraform_test_passes and network]")
    assert len(selections(fault, quick=True)) == len(selections(fault)) - 1


def test_a_fault_is_noticed_by_a_failing_test_only(tmp_path: Path) -> None:
    checkout = Checkout(tmp_path / "checkout")
    (checkout.folder / "mwaa_tf").mkdir(parents=True)
    source = b"def larger(a, b):\n    return a if a > b else b\n\n\ndef unused(a):\n    return a < 1\n"
    (checkout.folder / "mwaa_tf/__init__.py").touch()
    (checkout.folder / "mwaa_tf/sizes.py").write_bytes(source)
    (checkout.folder / "test_sizes.py").write_text(
        "from mwaa_tf.sizes import larger\n\n"
        "def test_larger():\n    assert larger(1, 2) == 2\n    assert larger(2, 1) == 2\n\n"
        "def test_that_always_fails():\n    assert larger(1, 1) == 2\n"
    )
    faults = {(fault.kind, fault.text): fault for fault in python_faults("mwaa_tf/sizes.py", source)}

    noticed = checkout.judge(faults["branch never", "False"], [("test_sizes.py",)])
    equivalent = checkout.judge(faults["comparison", ">="], [("test_sizes.py",)])

    assert (noticed, equivalent) == (Verdict.NOTICED, Verdict.UNNOTICED)
    assert (checkout.folder / "mwaa_tf/sizes.py").read_bytes() == source
    (checkout.folder / "test_broken.py").write_text("import none_such\n")
    with pytest.raises(BaselineError, match="none_such"):
        checkout.judge(faults["comparison", ">="], [("test_broken.py",)])
    lines = list(report([(faults["branch never", "False"], noticed), (faults["comparison", ">="], equivalent)]))
    assert "+    return a if a >= b else b" in lines[0]
    assert lines[-1] == f"{'python':<32} {2:>6} {1:>8} {1 / 2:>6.0%}"
