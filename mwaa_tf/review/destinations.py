"""Where a plan goes: the providers of its configuration, with their accounts and regions.

A plan has the expressions of its `provider` blocks, not their values: a constant, or what the expression refers to. A
reference to one variable is taken for its value, which is inferred: `var.region` and `"${var.region}x"` look the same
in a plan. Terraform writes no backend into it (``internal/command/jsonconfig``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from mwaa_tf.arn import Arn
from mwaa_tf.review.values import SENSITIVE, masked_value
from mwaa_tf.terraform.plan_configuration import PlanConfiguration, ProviderConfiguration, plan_configuration
from mwaa_tf.terraform.plan_json import PlanJson


@dataclass(frozen=True, slots=True)
class PlanDestination:
    """What a provider is configured for; None and empty where the plan does not tell."""

    provider: str
    """Its key in the configuration: ``aws``, ``aws.owner``, ``module.network:aws``."""
    source: str
    """``registry.terraform.io/hashicorp/aws``."""
    version_constraint: str | None
    account_ids: tuple[str, ...]
    """``allowed_account_ids``, or else the account of the role that is assumed."""
    region: str | None
    role_arn: str | None
    """The role that is assumed."""
    settings: Any
    """All that the plan has of it, masked, with the values of the variables that it refers to."""

    @property
    def is_known(self) -> bool:
        """Whether there is anything to name."""
        return bool(self.account_ids or self.region)


def destinations(plan: PlanJson) -> tuple[PlanDestination, ...]:
    """The providers that ``plan`` configures, by their keys."""
    configuration = plan_configuration(plan)
    values = _variables(plan, configuration)
    return tuple(
        _destination(key, provider, values if not provider.module_address else {})
        for key, provider in sorted(configuration.provider_config.items())
    )


def _destination(key: str, provider: ProviderConfiguration, variables: Mapping[str, Any]) -> PlanDestination:
    expressions = masked_value(provider.expressions)
    expressions = expressions if isinstance(expressions, dict) else {}
    role_arn = _text(_value(_block(expressions.get("assume_role")).get("role_arn"), variables))
    accounts = _texts(_value(expressions.get("allowed_account_ids"), variables))
    return PlanDestination(
        provider=key,
        source=provider.full_name,
        version_constraint=provider.version_constraint or None,
        account_ids=accounts or _account_of(role_arn),
        region=_text(_value(expressions.get("region"), variables)),
        role_arn=role_arn,
        settings=[expressions, {name: variables[name] for name in sorted(set(_names(expressions)) & variables.keys())}],
    )


def _variables(plan: PlanJson, configuration: PlanConfiguration) -> dict[str, Any]:
    """The values of the root module's variables, those hidden that it declares as sensitive."""
    try:
        variables = msgspec.json.decode(plan.variables, type=dict[str, dict[str, msgspec.Raw]] | None) or {}
    except msgspec.ValidationError:
        return {}
    declared = configuration.root_module.variables
    values = {}
    for name, variable in variables.items():
        secret = name in declared and declared[name].sensitive
        value = masked_value(msgspec.Raw(msgspec.json.encode({name: variable.get("value", msgspec.Raw(b"null"))})))
        values[name] = SENSITIVE if secret else value.get(name)
    return values


def _value(expression: Any, variables: Mapping[str, Any]) -> Any:
    """The constant, or the value of the one variable that an expression refers to; None for all else."""
    if not isinstance(expression, dict):
        return None
    if "constant_value" in expression:
        return expression["constant_value"]
    # "var.network.region" stands before "var.network": each step of one reference, the longest first.
    references = [text for text in expression.get("references") or [] if isinstance(text, str)]
    longest = [text for text in references if not any(other.startswith(f"{text}.") for other in references)]
    if len(longest) != 1 or not longest[0].startswith("var."):
        return None
    _, name, *path = longest[0].split(".")
    value = variables.get(name)
    for part in path:
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _names(expressions: Any) -> Iterator[str]:
    """The names of the variables that occur in ``expressions``."""
    if isinstance(expressions, dict):
        references = expressions.get("references")
        if isinstance(references, list):
            yield from (text.split(".")[1] for text in references if isinstance(text, str) and text.startswith("var."))
        for member in expressions.values():
            yield from _names(member)
    elif isinstance(expressions, list):
        for member in expressions:
            yield from _names(member)


def _block(expression: Any) -> Mapping[str, Any]:
    """The expressions of a nested block, of which a plan has a list."""
    if isinstance(expression, list) and expression:
        expression = expression[0]
    return expression if isinstance(expression, dict) else {}


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _texts(value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(str(one) for one in values if isinstance(one, (str, int)) and not isinstance(one, bool))


def _account_of(role_arn: str | None) -> tuple[str, ...]:
    try:
        account = Arn.parse(role_arn or "").account_id
    except ValueError:
        return ()
    return (account,) if account else ()
