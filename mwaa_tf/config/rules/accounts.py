"""Accounts, and the ARNs that belong to them."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.arn import Arn
from mwaa_tf.config.owner import Owner
from mwaa_tf.config.participant import Participant
from mwaa_tf.config.resolved import ResolvedEnvironment
from mwaa_tf.config.rule import Breach, Path, account_rule, environment_rule
from mwaa_tf.config.unchecked import UncheckedDeployment

_ROLE = "environment.execution_role"


@account_rule("accounts-credentials", reads=("account.role_arn", "account.profile"))
def credentials(account: Owner | Participant, path: Path) -> Iterator[Breach]:
    """A role and a profile exclude each other."""
    if account.role_arn and account.profile:
        yield (*path, "profile"), "role_arn is set too; allowed is one of them"


@account_rule("accounts-credentials-role", reads=("account.role_arn", "account.account_id"))
def credentials_role(account: Owner | Participant, path: Path) -> Iterator[Breach]:
    """The role that Terraform assumes belongs to the account itself."""
    if account.role_arn and (other := Arn.parse(account.role_arn).account_id) != account.account_id:
        yield (*path, "role_arn"), f"belongs to account {other}, expected {account.account_id}"


@environment_rule("accounts-execution-role", reads=("participant.account_id", f"{_ROLE}.arn"))
def execution_role(_deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """The execution role belongs to the participant's account."""
    expected, arn = environment.participant.account_id, environment.settings.execution_role.arn
    if arn and (other := Arn.parse(arn).account_id) != expected:
        yield (
            environment.path("execution_role", "arn"),
            f"belongs to account {other}; the environment is in {expected}",
        )


@environment_rule(
    "accounts-execution-role-policies",
    reads=("participant.account_id", f"{_ROLE}.permissions_boundary", f"{_ROLE}.policy_arns[=]"),
)
def execution_role_policies(_deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """A role takes policies of its own account and of AWS."""
    expected, role = environment.participant.account_id, environment.settings.execution_role
    policies: list[tuple[Path, str]] = [(("policy_arns", i), arn) for i, arn in enumerate(role.policy_arns)]
    if role.permissions_boundary:
        policies.append((("permissions_boundary",), role.permissions_boundary))
    for field, arn in policies:
        if (other := Arn.parse(arn).account_id) not in ("aws", expected):
            yield (
                environment.path("execution_role", *field),
                f"is a policy of account {other}; allowed are policies of {expected} and of AWS",
            )


@environment_rule("accounts-key", reads=("participant.account_id", "environment.kms_key.arn"))
def key(_deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """The key belongs to the participant's account (MWAA user guide, custom-keys-certs)."""
    expected, arn = environment.participant.account_id, environment.settings.kms_key.arn
    if arn and (other := Arn.parse(arn).account_id) != expected:
        yield environment.path("kms_key", "arn"), f"is a key of account {other}; the environment is in {expected}"


@environment_rule("accounts-key-region", reads=("region", "environment.kms_key.arn"))
def key_region(deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """The key is in the deployment's region (MWAA user guide, custom-keys-certs)."""
    arn = environment.settings.kms_key.arn
    if arn and (region := Arn.parse(arn).region) != deployment.region:
        yield environment.path("kms_key", "arn"), f"is a key in {region}; the deployment is in {deployment.region}"
