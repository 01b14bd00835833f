"""The modules in somebody's Terraform repository: brought in, checked, kept up to date."""

from mwaa_tf.embed.check import Checked, check
from mwaa_tf.embed.run import Embedded, embed
from mwaa_tf.embed.scan import Survey, survey
from mwaa_tf.embed.upgrade import Upgrade, carry_out, plan

__all__ = ["Checked", "Embedded", "Survey", "Upgrade", "carry_out", "check", "embed", "plan", "survey"]
