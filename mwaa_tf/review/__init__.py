"""Plans that people can judge: what will happen, what is dangerous, and in which order."""

from mwaa_tf.review.build import review_plans
from mwaa_tf.review.model import Action, PlannedChange, PlanReview, Review, Risk

__all__ = ["Action", "PlanReview", "PlannedChange", "Review", "Risk", "review_plans"]
