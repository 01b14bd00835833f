"""The repository that the public registry of Terraform modules reads: `terraform-aws-mwaa-shared-vpc`."""
