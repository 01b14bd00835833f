"""Accounts and regions that plans are for, as far as the blocks of their providers say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from mwaa_tf.arn import Arn
from mwaa_tf.mwaa.regions import partition_of
from mwaa_tf.terraform.plan_configuration import configuration_address, plan_configuration, provider_keys
from mwaa_tf.terraform.plan_json import PlanJson


@dataclass(frozen=True, slots=True)
class PlannedProvider:
    """A provider of a workspace."""

    workspace: str
    key: str
    """``aws``, or ``aws.owner`` with an alias."""
    region: str = ""
    """Empty where the configuration does not say it."""
    account_id: str = ""
    """The only account that it may work in, or that of the role that it assumes; empty where neither is said."""

    @property
    def partition(self) -> str:
        """The partition of the region; that of most regions where there is none."""
        return partition_of(self.region) or "aws"


class PlannedProviders:
    """The providers of several plans."""

    def __init__(self, plans: Mapping[str, PlanJson]) -> None:
        self._keys: dict[str, Mapping[str, str]] = {}
        self._providers: dict[tuple[str, str], PlannedProvider] = {}
        for workspace, plan in plans.items():
            configuration = plan_configuration(plan)
            variables = msgspec.json.decode(plan.variables) or {}
            self._keys[workspace] = provider_keys(configuration)
            for key, provider in configuration.provider_config.items():
                expressions = msgspec.json.decode(provider.expressions) or {}
                self._providers[workspace, key] = _provider(workspace, key, expressions, variables)

    def of(self, workspace: str, address: str) -> PlannedProvider:
        """The provider of an object; one without account and region where the plan has no configuration."""
        key = self._keys.get(workspace, {}).get(configuration_address(address), "aws")
        return self._providers.get((workspace, key)) or PlannedProvider(workspace, key)


def _provider(
    workspace: str, key: str, expressions: Mapping[str, Any], variables: Mapping[str, Any]
) -> PlannedProvider:
    region = _value(expressions.get("region"), variables)
    accounts = _value(expressions.get("allowed_account_ids"), variables)
    account_id = str(accounts[0]) if isinstance(accounts, list) and len(accounts) == 1 else ""
    for block in expressions.get("assume_role") or ():
        role_arn = _value(block.get("role_arn"), variables) if isinstance(block, dict) else None
        if not account_id and isinstance(role_arn, str) and role_arn.startswith("arn:"):
            account_id = Arn.parse(role_arn).account_id
    return PlannedProvider(workspace, key, str(region or ""), account_id)


def _value(expression: Any, variables: Mapping[str, Any]) -> Any:
    """A constant, or the value of the one variable that it is."""
    if not isinstance(expression, dict):
        return None
    references: list[str] = expression.get("references") or []
    if len(references) == 1 and references[0].startswith("var."):
        return (variables.get(references[0].removeprefix("var.")) or {}).get("value")
    return expression.get("constant_value")
