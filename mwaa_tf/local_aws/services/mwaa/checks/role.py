"""The execution role: there, and assumable by MWAA (page mwaa-create-role of the MWAA user guide)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mwaa_tf.iam.document import PolicyDocument
from mwaa_tf.iam.evaluation import Decision, Verdict, evaluate_policy
from mwaa_tf.iam.parsing import parse_policy
from mwaa_tf.iam.principals import RequestPrincipal
from mwaa_tf.iam.requests import AccessRequest
from mwaa_tf.local_aws.authorization import unjudged
from mwaa_tf.local_aws.services.mwaa.exceptions import ValidationException
from mwaa_tf.mwaa import principals


def check_execution_role(role_arn: str, environment_arn: str, account_id: str, partition: str) -> None:
    """The account's own role, whose trust policy lets both principals of MWAA in for this environment."""
    from moto.iam.exceptions import NotFoundException
    from moto.iam.models import iam_backends

    if role_arn.split(":")[4] != account_id:
        raise ValidationException(f"The execution role '{role_arn}' does not belong to account {account_id}")
    try:
        role = iam_backends[account_id][partition].get_role_by_arn(role_arn)
        trust = parse_policy(role.assume_role_policy_document)
    except NotFoundException:
        trust = PolicyDocument()
    context = {"aws:SourceAccount": account_id, "aws:SourceArn": environment_arn}
    for principal in principals.EXECUTION_ROLE:
        decision = _decision(trust, principal, context)
        if not decision.allowed:
            reason = f" It is refused {unjudged(decision)}." if decision.verdict is Verdict.UNKNOWN else ""
            raise ValidationException(
                f"Failed to assume role {role_arn}. This could be due to the role's trust policy. "
                f"Please ensure your role is assumable by '{principal}' Service Principal and try again.{reason}"
            )


def may_assume(trust: Mapping[str, Any], principal: str, context: Mapping[str, str]) -> bool:
    """Whether a trust policy lets the service ``principal`` assume its role.

    ``context`` maps the condition keys that the service sets to their values.
    """
    return _decision(parse_policy(trust), principal, context).allowed


def _decision(trust: PolicyDocument, principal: str, context: Mapping[str, str]) -> Decision:
    return evaluate_policy(trust, AccessRequest(RequestPrincipal.service(principal), "sts:AssumeRole", context=context))
