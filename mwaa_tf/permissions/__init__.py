"""The smallest IAM policy that Terraform's role in each account needs, from the calls of a rehearsal."""

from mwaa_tf.permissions.write import check_permissions_folder, write_permissions

__all__ = ["check_permissions_folder", "write_permissions"]
