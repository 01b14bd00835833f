"""Reviews of Terraform plans: changes, risks and apply order."""

from typing import TYPE_CHECKING, Any

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


def __getattr__(name: str) -> Any:
    # Imported on first use: the help of `review` and completion need the names of formats, and nothing of a review.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'model')}"), name)
