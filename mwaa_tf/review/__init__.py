"""Reviews of Terraform plans: changes, risks and apply order."""

from typing import TYPE_CHECKING

from mwaa_tf.lazy_names import lazy_names

if TYPE_CHECKING:
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

#: The modules of the names that do not come from ``mwaa_tf.review.model``.
_HOMES = {
    "IgnoreRule": "ignore",
    "IgnoredRisk": "risk",
    "Risk": "risk",
    "parse_ignore": "ignore",
    "parse_ignores": "ignore",
    "review_plans": "build",
}

# The help of `review` and completion need the names of formats, and nothing of a review.
__getattr__ = lazy_names(__name__, dict.fromkeys(__all__, "model") | _HOMES)
