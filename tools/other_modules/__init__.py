"""Try Terraform modules of other authors on the local AWS: docs/clients.md."""
