"""The environment class exists."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.prerequisites._planned import environment_class as class_of
from mwaa_tf.doctor.finding import Issue, not_checkable
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa.environment_classes import CLASSES
from mwaa_tf.text import did_you_mean


@check(
    "prerequisites.environment-class",
    title="The environment class exists",
    fix="Set `environment_class` to a class of the page",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/environment-class.html",
)
def environment_class(view: EnvironmentView) -> Iterator[Issue]:
    """The class is one of those that are known here, with their limits: what other checks compare with.

    Of a configuration the rules refuse an unknown one; an environment in AWS may have a newer class, which is named.
    """
    name = class_of(view)
    if name and name not in CLASSES:
        reason = f"the environment class {name} is not known here{did_you_mean(name, CLASSES)}"
        yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, reason))
