"""What the tests of Terraform's runner share besides fixtures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

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
