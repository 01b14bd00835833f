"""Accounts, and the ARNs that belong to them."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.config.deployment import Deployment
from mwaa_tf.config.rules import Violation


def credentials(deployment: Deployment) -> Iterator[Violation]:
    """A role is one of the account itself; a role and a profile exclude each other."""
    parties = [(("owner",), deployment.owner)]
    parties += [(("participants", i), participant) for i, participant in enumerate(deployment.participants)]  # type: ignore[misc]
    for path, party in parties:
        if party.role_arn and party.profile:
            yield (*path, "profile"), "a role_arn is given too; allowed is one of them"
        if party.role_arn and account_of(party.role_arn) != party.account_id:
            yield (
                (*path, "role_arn"),
                f"is a role of account {account_of(party.role_arn)}; it must be one of {party.account_id}",
            )


def environment_arns(deployment: Deployment) -> Iterator[Violation]:
    """Roles, policies and keys are of the participant's account, keys of the deployment's region."""
    for member in deployment.environments:
        environment, account = member.settings, member.participant.account_id
        role = environment.execution_role
        if role.arn and account_of(role.arn) != account:
            yield (
                member.path("execution_role", "arn"),
                f"is a role of account {account_of(role.arn)}; the environment is in {account}",
            )
        policies = [(("permissions_boundary",), role.permissions_boundary)]
        policies += [(("policy_arns", i), arn) for i, arn in enumerate(role.policy_arns)]  # type: ignore[misc]
        for rest, arn in policies:
            if arn and account_of(arn) not in ("aws", account):
                yield (
                    member.path("execution_role", *rest),
                    f"is a policy of account {account_of(arn)}; allowed are policies of {account} and of AWS",
                )
        if key := environment.kms_key.arn:
            region = key.split(":")[3]
            if account_of(key) != account:
                yield (
                    member.path("kms_key", "arn"),
                    f"is a key of account {account_of(key)}; the environment is in {account}",
                )
            if region != deployment.region:
                yield member.path("kms_key", "arn"), f"is a key in {region}; the deployment is in {deployment.region}"


def account_of(arn: str) -> str:
    """The account field of an ARN."""
    return arn.split(":")[4]


RULES = (credentials, environment_arns)
