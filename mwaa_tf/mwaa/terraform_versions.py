"""Versions of Terraform, OpenTofu and the AWS provider that modules and workspaces require."""

from __future__ import annotations

TERRAFORM = ">= 1.10"
"""1.10 is the oldest that can lock a state in S3: of Terraform (its documentation, language/backend/s3) and of
OpenTofu (its changelog, 1.10.0, #599). Each compares the constraint with its own version.

Everything else that modules, workspaces and commands use is older in OpenTofu (its changelog): `init -json`, `removed`
blocks and encryption are of 1.7, files that end in `.tofu` and `mock_provider` of 1.8. Nothing uses ephemeral values
and write-only arguments, which it has since 1.11."""

OLDEST_TERRAFORM = (1, 10, 0)

OLDEST_OPENTOFU = (1, 10, 0)

AWS_PROVIDER_BELOW = "7.0"
"""The next major version, of which nothing is known."""

AWS_PROVIDER = f">= 5.68, < {AWS_PROVIDER_BELOW}"
"""5.68 is the oldest that creates an environment with customer-managed endpoints (terraform-provider-aws #39394)."""
