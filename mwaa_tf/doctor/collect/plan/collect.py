"""Views of planned environments."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from mwaa_tf.blueprint import Account
from mwaa_tf.config import Deployment
from mwaa_tf.doctor.collect.plan.environment import read_planned_environment
from mwaa_tf.doctor.collect.plan.objects import PlannedObjects
from mwaa_tf.doctor.collect.plan.providers import PlannedProviders
from mwaa_tf.doctor.collect.plan.references import PlannedReferences
from mwaa_tf.doctor.collect.plan.source import NO_PLAN, PlanSource
from mwaa_tf.doctor.reading import Gap, GapKind, UnreadError, unread_section
from mwaa_tf.doctor.target import Target, targets_of
from mwaa_tf.doctor.view import EnvironmentView, ViewOrigin, section_types
from mwaa_tf.plugins import load_plugin, plugin_names
from mwaa_tf.terraform.plan_json import PlanJson
from mwaa_tf.text import one_line

_log = logging.getLogger(__name__)

_SECTIONS = "mwaa_tf.doctor.collect.plan.sections"

_ENVIRONMENT = "aws_mwaa_environment"


def collect_plans(
    plans: Mapping[str, PlanJson], sections: Collection[str] | None = None, deployments: Iterable[Deployment] = ()
) -> tuple[EnvironmentView, ...]:
    """The views of all environments in ``plans``, by workspace, with ``sections`` (all by default).

    The plans are one deployment: what one of them creates may be what another one refers to. Reads nothing from AWS.
    ``deployments`` say what of it is meant to be so, where an environment has the name of one of theirs.
    """
    objects = PlannedObjects(plans, PlannedProviders(plans))
    references = PlannedReferences(plans, objects)
    configured = {target.name: target for deployment in deployments for target in targets_of(deployment)}
    found = objects.of(_ENVIRONMENT)
    names = [planned.text("name") or planned.name for planned in found]
    wanted = section_types() if sections is None else sections
    views = []
    for planned, name in zip(found, names, strict=True):
        target = configured.get(name) or Target(
            key=name if names.count(name) == 1 else planned.name,
            name=name,
            region=planned.provider.region,
            participant=Account("participant", planned.provider.account_id, None, None),
            owner=None,
        )
        environment = read_planned_environment(planned, references)
        source = PlanSource(target, planned, environment, objects, references)
        views.append(_view(source, {section: _section(source, section) for section in wanted}))
    return tuple(views)


def _view(source: PlanSource, sections: Mapping[str, Any]) -> EnvironmentView:
    rest = {name: unread_section(kind, NO_PLAN) for name, kind in section_types().items() if name not in sections}
    return EnvironmentView(
        target=source.target, origin=ViewOrigin.PLAN, environment=source.environment, **{**rest, **sections}
    )


def _section(source: PlanSource, name: str) -> Any:
    kind = section_types()[name]
    if name not in plugin_names(_SECTIONS):
        return unread_section(kind, NO_PLAN)
    try:
        return load_plugin(_SECTIONS, name).collect(source)
    except UnreadError as error:
        return unread_section(kind, error.gap)
    except Exception as error:  # noqa: BLE001 - a plan that nobody thought of costs one section, not the others
        _log.debug("%s could not be collected", name, exc_info=True)
        reason = one_line(f"what the plan says about {name.replace('_', ' ')} is not understood: {error!r}")
        return unread_section(kind, Gap(GapKind.NOT_UNDERSTOOD, reason))
