"""Reviews of Terraform plans: changes, risks and apply order."""

from mwaa_tf.review.build import review_plans
from mwaa_tf.review.ignore import IgnoreRule, parse_ignore, parse_ignores
from mwaa_tf.review.model import Action, PlanReview, Review, ReviewedChange
from mwaa_tf.review.risk import IgnoredRisk, Risk

__all__ = [
    "Action",
    "IgnoreRule",
    "IgnoredRisk",
    "PlanReview",
    "Review",
    "ReviewedChange",
    "Risk",
    "parse_ignore",
    "parse_ignores",
    "review_plans",
]
