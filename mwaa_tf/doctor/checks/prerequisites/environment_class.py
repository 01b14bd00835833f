"""The environment class exists."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.prerequisites._planned import environment_class as class_of
from mwaa_tf.doctor.checks.prerequisites._planned import is_planned
from mwaa_tf.doctor.finding import Issue, failure, not_checkable
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa.environment_classes import CLASSES
from mwaa_tf.text import did_you_mean, join_words


@check(
    "prerequisites.environment-class",
    title="The environment class exists",
    fix="Set `environment_class` to a class of the page",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/environment-class.html",
)
def environment_class(view: EnvironmentView) -> Iterator[Issue]:
    """The class is one of those that are known here, with their limits: what other checks compare with.

    A class that is only planned has to be one of them; an environment in AWS may have a newer one, which is named.
    """
    name = class_of(view)
    if not name or name in CLASSES:
        return
    message = f"the environment class {name} is not known{did_you_mean(name, CLASSES)}"
    if is_planned(view):
        fix = f"Set `environment_class` to {join_words(CLASSES, 'or')}"
        yield failure(f"MWAA has no environment class {name}.", fix=fix)
    else:
        yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, message))
