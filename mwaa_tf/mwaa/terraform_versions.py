"""Versions of Terraform and of the AWS provider that modules and workspaces require."""

from __future__ import annotations

TERRAFORM = ">= 1.10"
"""1.10 is the oldest that can lock a state in S3 (Terraform documentation, language/backend/s3)."""

AWS_PROVIDER_BELOW = "7.0"
"""The next major version, of which nothing is known."""

AWS_PROVIDER = f">= 5.68, < {AWS_PROVIDER_BELOW}"
"""5.68 is the oldest that creates an environment with customer-managed endpoints (terraform-provider-aws #39394)."""
