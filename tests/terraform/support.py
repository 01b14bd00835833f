"""What the tests of Terraform's runner share besides fixtures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from mwaa_tf.terraform import Terraform

PLATFORM = "linux_amd64"

GOOD = """\
terraform {
  required_version = ">= 1.10"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.68, < 7.0"
    }
  }
}

resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/16"
}
"""

MakeMirror = Callable[..., Path]
MakeWorkspace = Callable[[str, str], Path]


def validate_together(terraform: Terraform, folder: Path, roots: Sequence[Path]) -> list[str]:
    """The errors and warnings of all root modules in ``roots``, which are below ``folder``.

    They are called from one more root module, since looking at a module costs little and starting the provider much.
    That the backend of a called module counts for nothing is no warning here.
    """
    calls = [
        f'module "m{number}" {{\n  source = "./{root.relative_to(folder).as_posix()}"\n}}\n'
        for number, root in enumerate(roots)
    ]
    (folder / "main.tf").write_text("\n".join(calls), encoding="utf-8")
    terraform.init(folder, backend=False)
    return [str(found) for found in terraform.validate(folder) if "configuration ignored" not in found.summary]
