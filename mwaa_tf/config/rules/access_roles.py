"""Who may use Airflow: principals of the participant's account to which a policy can be attached."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.arn import Arn
from mwaa_tf.config.resolved import ResolvedEnvironment
from mwaa_tf.config.rule import Breach, environment_rule
from mwaa_tf.config.unchecked import UncheckedDeployment

#: Paths of roles that a service reserves for itself.
_RESERVED = {
    "role/aws-reserved/": "IAM Identity Center, which alone changes it; leave it out here, and name the policy in the "
    "permission set",
    "role/aws-service-role/": "a service of AWS, which alone changes it; allowed is a role of your own",
}

_PRINCIPALS = (
    "environment.access.roles[=][=]",
    "environment.access.rest_api[=][=]",
    "environment.access.cli[=]",
)


@environment_rule("access-roles-reserved", reads=_PRINCIPALS)
def reserved(_deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """A role that AWS manages takes no policies of others."""
    for field, arn in _principals(environment):
        if owner := _reserved_for(arn):
            yield environment.path("access", *field), f"is a role of {owner}"


@environment_rule("access-roles-account", reads=("participant.account_id", *_PRINCIPALS))
def account(_deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """IAM attaches a policy only within its account (IAM user guide, access_policies_manage-attach-detach)."""
    expected = environment.participant.account_id
    for field, arn in _principals(environment):
        if arn.account_id != expected and not _reserved_for(arn):
            yield (
                environment.path("access", *field),
                f"belongs to account {arn.account_id}; a policy can be attached only in {expected}, where the "
                "environment is: allowed is a role there that others assume",
            )


@environment_rule("access-roles-existing", reads=("environment.existing[]", "environment.access.[=][]"))
def existing(_deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """The policies of an externally managed environment are managed with it."""
    access = environment.written.access
    for field in ("cli", "rest_api", "roles") if environment.settings.existing else ():
        if field in access.model_fields_set and getattr(access, field) not in ({}, None):
            yield environment.path("access", field), "the environment is externally managed, and so are its policies"


def _principals(environment: ResolvedEnvironment) -> Iterator[tuple[tuple[str | int, ...], Arn]]:
    access = environment.settings.access
    for field in ("roles", "rest_api"):
        for role, arns in getattr(access, field).items():
            for i, arn in enumerate(arns):
                yield (field, role, i), Arn.parse(arn)
    for i, arn in enumerate(access.cli or ()):
        yield ("cli", i), Arn.parse(arn)


def _reserved_for(arn: Arn) -> str | None:
    return next((owner for path, owner in _RESERVED.items() if arn.resource.startswith(path)), None)
