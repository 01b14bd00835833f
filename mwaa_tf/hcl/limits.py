"""What is read of a file of Terraform at most."""

from __future__ import annotations

#: Bytes. Terraform files written by hand are far smaller.
LARGEST_FILE = 4 * 1024 * 1024
