"""Why a login failed."""

from __future__ import annotations

from mwaa_tf.errors import MwaaTfError


class LoginError(MwaaTfError):
    """The web server is not reached, or AWS or Airflow refused."""
