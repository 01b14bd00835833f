"""The smallest IAM policy that Terraform's role in each account needs, from the calls of a rehearsal."""

from mwaa_tf.permissions.write import write_permissions

__all__ = ["write_permissions"]
