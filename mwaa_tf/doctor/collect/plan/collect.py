"""Views of planned environments."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from mwaa_tf.blueprint import Account
from mwaa_tf.config import Deployment
from mwaa_tf.doctor.collect.plan.environment import read_planned_environment
from mwaa_tf.doctor.collect.plan.objects import PlannedObject, PlannedObjects
from mwaa_tf.doctor.collect.plan.providers import PlannedProviders
from mwaa_tf.doctor.collect.plan.references import PlannedReferences
from mwaa_tf.doctor.collect.plan.source import NO_PLAN, PlanSource
from mwaa_tf.doctor.reading import Gap, GapKind, Reading, UnreadError, unread_section
from mwaa_tf.doctor.target import Target, targets_of
from mwaa_tf.doctor.view import EnvironmentView, ViewOrigin, section_types
from mwaa_tf.doctor.view.environment import EnvironmentFacts
from mwaa_tf.errors import UsageError
from mwaa_tf.plugins import load_plugin, plugin_names
from mwaa_tf.terraform.plan_json import PlanJson
from mwaa_tf.text import join_words, one_line

_log = logging.getLogger(__name__)

_SECTIONS = "mwaa_tf.doctor.collect.plan.sections"

_ENVIRONMENT = "aws_mwaa_environment"


def collect_plans(
    plans: Mapping[str, PlanJson], sections: Collection[str] | None = None, deployments: Iterable[Deployment] = ()
) -> tuple[EnvironmentView, ...]:
    """The views of all environments in ``plans``, by workspace, with ``sections`` (all by default).

    The plans are one deployment: what one of them creates may be what another one refers to. Reads nothing from AWS.
    ``deployments`` say what of it is meant to be so, where an environment has the name of one of theirs. Raises
    :class:`UsageError` for a plan that is not built as Terraform builds them.
    """
    objects, references = _read(plans)
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
        environment = _environment(planned, references)
        source = PlanSource(target, planned, environment, objects, references)
        views.append(_view(source, {section: _section(source, section) for section in wanted}))
    return tuple(views)


def _read(plans: Mapping[str, PlanJson]) -> tuple[PlannedObjects, PlannedReferences]:
    try:
        objects = PlannedObjects(plans, PlannedProviders(plans))
        return objects, PlannedReferences(plans, objects)
    except Exception as error:
        for name, plan in plans.items():
            if len(plans) > 1:
                _read({name: plan})  # raises, and names it
        named = join_words(plans)
        raise UsageError(
            one_line(f"{named}: the plan is not built as Terraform builds them, or was edited: {error!r}")
        ) from error


def _environment(planned: PlannedObject, references: PlannedReferences) -> Reading[EnvironmentFacts]:
    try:
        return read_planned_environment(planned, references)
    except UnreadError as error:
        return Reading.unread(error.gap, planned.source)
    except Exception as error:  # noqa: BLE001 - like a section's
        _log.debug("%s could not be read", planned.address, exc_info=True)
        return Reading.unread(_not_understood("the environment", error), planned.source)


def _not_understood(subject: str, error: Exception) -> Gap:
    return Gap(GapKind.NOT_UNDERSTOOD, one_line(f"what the plan says about {subject} is not understood: {error!r}"))


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
        return unread_section(kind, _not_understood(name.replace("_", " "), error))
