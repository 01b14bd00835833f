"""The view of an environment: facts as data, each with where it was read or why it could not be read.

A collector fills it, from AWS or from plans; checks read it. Each section is a dataclass whose fields are
:class:`~mwaa_tf.doctor.reading.Reading`; what is inside a reading is plain data, AWS's text with its control characters
escaped. An object of a plan that has no id yet has its address in the plan in its place.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache, partial
from typing import Any, get_type_hints

from mwaa_tf.doctor.reading import Reading, unread_section
from mwaa_tf.doctor.target import Target
from mwaa_tf.doctor.view.accounts import AccountsSection
from mwaa_tf.doctor.view.bastion import BastionSection
from mwaa_tf.doctor.view.bucket import BucketSection
from mwaa_tf.doctor.view.client_vpn import ClientVpnSection
from mwaa_tf.doctor.view.code import CodeSection
from mwaa_tf.doctor.view.environment import EnvironmentFacts
from mwaa_tf.doctor.view.execution_role import ExecutionRoleSection
from mwaa_tf.doctor.view.key import KeySection
from mwaa_tf.doctor.view.listener_rules import ListenerRulesSection
from mwaa_tf.doctor.view.load_balancer import LoadBalancerSection
from mwaa_tf.doctor.view.logs import LogsSection
from mwaa_tf.doctor.view.metrics import MetricsSection
from mwaa_tf.doctor.view.network import NetworkSection
from mwaa_tf.doctor.view.organization import OrganizationSection
from mwaa_tf.doctor.view.plan import PlanSection
from mwaa_tf.doctor.view.plugin_files import PluginFilesSection
from mwaa_tf.doctor.view.prerequisites import PrerequisitesSection
from mwaa_tf.doctor.view.principal import PrincipalSection
from mwaa_tf.doctor.view.quotas import QuotasSection
from mwaa_tf.doctor.view.resolution import ResolutionSection
from mwaa_tf.doctor.view.share import ShareSection


class ViewOrigin(StrEnum):
    """What a view is of."""

    AWS = "AWS"
    PLAN = "plan"


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvironmentView:
    """All that is known about an environment; adding a section is adding a field, and a collector of its name."""

    target: Target
    origin: ViewOrigin
    environment: Reading[EnvironmentFacts]
    at: datetime = field(default_factory=partial(datetime.now, UTC))
    """When it was read, or planned: what has a deadline is compared with it."""
    accounts: AccountsSection = field(default_factory=partial(unread_section, AccountsSection))
    bastion: BastionSection = field(default_factory=partial(unread_section, BastionSection))
    bucket: BucketSection = field(default_factory=partial(unread_section, BucketSection))
    client_vpn: ClientVpnSection = field(default_factory=partial(unread_section, ClientVpnSection))
    code: CodeSection = field(default_factory=partial(unread_section, CodeSection))
    execution_role: ExecutionRoleSection = field(default_factory=partial(unread_section, ExecutionRoleSection))
    key: KeySection = field(default_factory=partial(unread_section, KeySection))
    listener_rules: ListenerRulesSection = field(default_factory=partial(unread_section, ListenerRulesSection))
    load_balancer: LoadBalancerSection = field(default_factory=partial(unread_section, LoadBalancerSection))
    logs: LogsSection = field(default_factory=partial(unread_section, LogsSection))
    metrics: MetricsSection = field(default_factory=partial(unread_section, MetricsSection))
    network: NetworkSection = field(default_factory=partial(unread_section, NetworkSection))
    organization: OrganizationSection = field(default_factory=partial(unread_section, OrganizationSection))
    prerequisites: PrerequisitesSection = field(default_factory=partial(unread_section, PrerequisitesSection))
    plan: PlanSection = field(default_factory=partial(unread_section, PlanSection))
    plugin_files: PluginFilesSection = field(default_factory=partial(unread_section, PluginFilesSection))
    principal: PrincipalSection = field(default_factory=partial(unread_section, PrincipalSection))
    quotas: QuotasSection = field(default_factory=partial(unread_section, QuotasSection))
    resolution: ResolutionSection = field(default_factory=partial(unread_section, ResolutionSection))
    share: ShareSection = field(default_factory=partial(unread_section, ShareSection))


@cache
def section_types() -> dict[str, type[Any]]:
    """The type of each section, by the name of its field."""
    hints = get_type_hints(EnvironmentView)
    named = (each.name for each in fields(EnvironmentView))
    return {name: hints[name] for name in named if name not in ("target", "origin", "environment", "at")}
