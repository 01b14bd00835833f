"""What `tools.same_terraform` takes for wording, and what not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.same_terraform import differences, normalized

BEFORE = """\
# A comment.
locals {
  _alarms = { for name in var.names : name => "${var.prefix}-${name}" }
}

variable "names" {
  description = "Names."
  type        = list(string)

  validation {
    condition     = length(var.names) > 0 && alltrue([for name in var.names : name != ""])
    error_message = "Give names."
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local._alarms

  alarm_name        = each.value
  alarm_description = "It is ${each.key}, and wrong."
}
"""


def _differences(tmp_path: Path, after: str) -> list[str]:
    folders = {}
    for name, text in (("before", BEFORE), ("after", after)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "main.tf").write_text(text)
        folders[name] = {"module": normalized(tmp_path / name)}
    return list(differences(folders["before"], folders["after"]))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("A comment.", "Another comment."),
        ("_alarms", "alarms"),
        ('description = "Names."\n', "description = <<-EOT\n    - `a`: Names.\n  EOT\n"),
        ("Give names.", "names must not be empty."),
        (
            'length(var.names) > 0 && alltrue([for name in var.names : name != ""])',
            '(\n  length(var.names) > 0\n  && alltrue([\n    for name in var.names : name != ""\n  ])\n)',
        ),
        ('"It is ${each.key}, and wrong."', 'join(" ", [\n    "It is ${each.key},",\n    "and wrong.",\n  ])'),
    ],
)
def test_wording_line_breaks_and_names_of_locals_are_no_difference(tmp_path: Path, old: str, new: str) -> None:
    assert old in BEFORE

    assert _differences(tmp_path, BEFORE.replace(old, new)) == []


@pytest.mark.parametrize(
    ("old", "new", "address"),
    [
        ("and wrong.", "and  wrong.", 'resource."aws_cloudwatch_metric_alarm"."this".alarm_description'),
        ("each.value", "each.key", 'resource."aws_cloudwatch_metric_alarm"."this".alarm_name'),
        ("list(string)", "set(string)", 'variable."names".type'),
        ("> 0", "> 1", 'variable."names".validation.0.condition'),
        ("-${name}", "_${name}", "locals.0.local_0"),
    ],
)
def test_everything_else_is_a_difference(tmp_path: Path, old: str, new: str, address: str) -> None:
    assert old in BEFORE

    (difference,) = _differences(tmp_path, BEFORE.replace(old, new))

    assert difference.startswith(f"module: {address}: ")


def test_a_resource_that_is_missing_is_a_difference(tmp_path: Path) -> None:
    without = BEFORE[: BEFORE.index("resource")]

    assert len(_differences(tmp_path, without)) == 3
