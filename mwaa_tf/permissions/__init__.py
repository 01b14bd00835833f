"""The smallest IAM policies of Terraform's roles in each account, from the calls of a rehearsal."""

from mwaa_tf.permissions.write import check_permissions_folder, write_permissions

__all__ = ["check_permissions_folder", "write_permissions"]
