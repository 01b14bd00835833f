"""Secrets that nothing marks as such: recognized by their form, or by the name that stands before them."""

from mwaa_tf.secret_values.documents import redacted, without_secrets
from mwaa_tf.secret_values.forms import kind_of_secret
from mwaa_tf.secret_values.names import is_secret_name
from mwaa_tf.secret_values.pairs import HIDDEN
from mwaa_tf.secret_values.traces import may_hold_secrets

__all__ = ["HIDDEN", "is_secret_name", "kind_of_secret", "may_hold_secrets", "redacted", "without_secrets"]
