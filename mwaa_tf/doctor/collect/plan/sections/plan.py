"""Resources of the plans that are not read, and may matter."""

from __future__ import annotations

from mwaa_tf.doctor.collect.plan.resource_types import may_matter
from mwaa_tf.doctor.collect.plan.source import PlanSource
from mwaa_tf.doctor.reading import Reading
from mwaa_tf.doctor.view.plan import PlanSection
from mwaa_tf.text import escape_control_characters as printable


def collect(source: PlanSource) -> PlanSection:
    """Their addresses."""
    found = (planned for planned in source.objects.all if not planned.is_data and may_matter(planned.type))
    return PlanSection(Reading.of(tuple(printable(planned.name) for planned in found), "the plans"))
