"""The execution role: there, and assumable by MWAA (page mwaa-create-role of the MWAA user guide)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from mwaa_tf.local_aws.services.mwaa.exceptions import ValidationException

PRINCIPALS = ("airflow.amazonaws.com", "airflow-env.amazonaws.com")

_OPERATOR = re.compile(r"(String|Arn)(Not)?(Equals|Like)(IgnoreCase)?(IfExists)?")


def check_execution_role(role_arn: str, environment_arn: str, account_id: str, partition: str) -> None:
    """The account's own role, whose trust policy lets both principals of MWAA in for this environment."""
    from moto.iam.exceptions import NotFoundException
    from moto.iam.models import iam_backends

    if role_arn.split(":")[4] != account_id:
        raise ValidationException(f"The execution role '{role_arn}' does not belong to account {account_id}")
    try:
        role = iam_backends[account_id][partition].get_role_by_arn(role_arn)
        trust = json.loads(role.assume_role_policy_document)
    except NotFoundException:
        trust = {"Statement": []}
    context = {"aws:sourceaccount": account_id, "aws:sourcearn": environment_arn}
    for principal in PRINCIPALS:
        if not may_assume(trust, principal, context):
            raise ValidationException(
                f"Failed to assume role {role_arn}. This could be due to the role's trust policy. "
                f"Please ensure your role is assumable by '{principal}' Service Principal and try again."
            )


def may_assume(trust: Mapping[str, Any], principal: str, context: Mapping[str, str]) -> bool:
    """Whether a trust policy lets the service ``principal`` assume its role.

    ``context`` maps the condition keys that the service sets, in lower case, to their values. A condition on anything
    else, or with an operator other than those on strings and ARNs, does not hold.
    """
    effects = {
        statement.get("Effect")
        for statement in _many(trust.get("Statement", []))
        if _names(statement, principal)
        and any(_like("sts:AssumeRole", action, ignore_case=True) for action in _many(statement.get("Action", [])))
        and _holds(statement.get("Condition", {}), context)
    }
    return "Allow" in effects and "Deny" not in effects


def _names(statement: Mapping[str, Any], principal: str) -> bool:
    principals = statement.get("Principal", {})
    if isinstance(principals, str):
        return principals == "*"
    return principal in _many(principals.get("Service", [])) or "*" in _many(principals.get("AWS", []))


def _holds(conditions: Mapping[str, Mapping[str, Any]], context: Mapping[str, str]) -> bool:
    return all(
        _key_holds(operator, context.get(key.lower()), [str(value) for value in _many(values)])
        for operator, keys in conditions.items()
        for key, values in keys.items()
    )


def _key_holds(operator: str, actual: str | None, values: list[str]) -> bool:
    found = _OPERATOR.fullmatch(operator)
    if found is None:
        return False
    kind, negated, comparison, ignore_case, if_exists = found.groups()
    if actual is None:
        return bool(if_exists or negated)
    # ArnEquals and ArnLike behave identically, wildcards included (IAM user guide, page
    # reference_policies_elements_condition_operators).
    wildcards = comparison == "Like" or kind == "Arn"
    matched = any(_like(actual, value, ignore_case=bool(ignore_case), wildcards=wildcards) for value in values)
    return matched != bool(negated)


def _like(actual: str, pattern: str, *, ignore_case: bool = False, wildcards: bool = True) -> bool:
    expression = re.escape(pattern)
    if wildcards:
        expression = expression.replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(expression, actual, re.IGNORECASE if ignore_case else 0) is not None


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
