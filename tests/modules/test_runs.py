"""One run that ends in an error hides no other run of its file."""

from __future__ import annotations

from pathlib import Path

from mwaa_tf.terraform import Terraform
from tests.modules.runs import run_all

MODULE = """\
variable "number" {
  type = number

  validation {
    condition     = var.number > 0
    error_message = "number must be positive."
  }
}

output "number" {
  value = var.number
}
"""

RUNS = """\
run "is_refused_by_mistake" {
  command = plan

  variables {
    number = -1
  }
}

run "passes" {
  command = plan

  variables {
    number = 1
  }
}

run "fails" {
  command = plan

  variables {
    number = 1
  }

  assert {
    condition     = output.number == 2
    error_message = "number is not 2"
  }
}

run "is_refused_too" {
  command = plan

  variables {
    number = -2
  }
}
"""


def test_an_error_hides_no_later_run_of_its_file(tmp_path: Path, terraform: Terraform) -> None:
    (tmp_path / "main.tf").write_text(MODULE)
    (tmp_path / "number.tftest.hcl").write_text(RUNS)
    terraform.init(tmp_path, backend=False)

    statuses = {run.run: run.status for run in run_all(terraform, tmp_path)}

    assert statuses == {
        "is_refused_by_mistake": "error",
        "passes": "pass",
        "fails": "fail",
        "is_refused_too": "error",
    }
