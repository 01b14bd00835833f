"""Policies of IAM and of resources, compared by what they allow and not by their text."""

from mwaa_tf.review.policies.document import Policy, Statement, parse_policy
from mwaa_tf.review.policies.widened import Gain, gains

__all__ = ["Gain", "Policy", "Statement", "gains", "parse_policy"]
