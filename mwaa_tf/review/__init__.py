"""Reviews of Terraform plans: changes, risks and apply order."""

from mwaa_tf.review.build import review_plans
from mwaa_tf.review.ignore import IgnoreRule, parse_ignore
from mwaa_tf.review.model import Action, IgnoredRisk, PlannedChange, PlanReview, Review, Risk

__all__ = [
    "Action",
    "IgnoreRule",
    "IgnoredRisk",
    "PlanReview",
    "PlannedChange",
    "Review",
    "Risk",
    "parse_ignore",
    "review_plans",
]
