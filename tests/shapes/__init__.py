"""Responses of the local AWS compared with the service models of botocore: members, types, enums, formats."""
