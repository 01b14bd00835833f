"""Who may use Airflow: principals that a policy can be attached to, of the participant's account."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.config.deployment import Deployment, ResolvedEnvironment
from mwaa_tf.config.rules import Violation
from mwaa_tf.config.rules.accounts import account_of

#: Paths of roles that services keep for themselves, and whose they are.
_KEPT = {
    "role/aws-reserved/": "IAM Identity Center, which alone changes it; leave it out here, and name the policy in the "
    "permission set",
    "role/aws-service-role/": "a service of AWS, which alone changes it; allowed is a role of your own",
}


def principals(deployment: Deployment) -> Iterator[Violation]:
    """IAM attaches a policy only within its account (IAM user guide, access_policies_manage-attach-detach)."""
    for member in deployment.environments:
        for rest, arn in _named(member):
            path = member.path("access", *rest)
            account = member.participant.account_id
            kept = next((whose for start, whose in _KEPT.items() if arn.split(":")[5].startswith(start)), None)
            if kept:
                yield path, f"is a role of {kept}"
            elif account_of(arn) != account:
                yield (
                    path,
                    f"is of account {account_of(arn)}; a policy can be attached only in {account}, where the "
                    "environment is: allowed is a role there that others assume",
                )


def existing(deployment: Deployment) -> Iterator[Violation]:
    """The policies of an environment that is made elsewhere are made where it is made."""
    for member in deployment.environments:
        if not member.settings.existing:
            continue
        for field in sorted(member.written.access.model_fields_set & {"roles", "rest_api", "cli"}):
            if getattr(member.written.access, field) not in ({}, None):
                yield member.path("access", field), "the environment is made elsewhere, and so are its policies"


def _named(member: ResolvedEnvironment) -> Iterator[tuple[tuple[str | int, ...], str]]:
    access = member.settings.access
    for field in ("roles", "rest_api"):
        for role, arns in getattr(access, field).items():
            for i, arn in enumerate(arns):
                yield (field, role, i), arn
    for i, arn in enumerate(access.cli or ()):
        yield ("cli", i), arn


RULES = (principals, existing)
