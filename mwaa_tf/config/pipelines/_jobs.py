"""Settings of engines that assume a role in each account with OpenID Connect."""

from typing import Annotated, Literal

from mwaa_tf.config.base import Model
from mwaa_tf.config.fields import AccountId, Text, matching
from mwaa_tf.config.pipelines._engine import Engine
from mwaa_tf.installation import REQUIREMENT

_SEGMENT = "[A-Za-z0-9_+=,.@-]"

#: The name of a role with its path but for the leading slash (IAM API reference, CreateRole).
RoleName = Annotated[
    Text,
    matching(
        rf"(?:{_SEGMENT}{{1,128}}/){{0,4}}{_SEGMENT}{{1,64}}",
        "the name of an IAM role, with its path if it has one, such as terraform-plan or teams/terraform-plan; "
        "the account is that of each workspace",
        example="terraform-plan",
    ),
]
#: What follows `pip install`: one line, and nothing that GitHub or GitLab would replace.
Requirement = Annotated[
    Text,
    matching(
        r"(?![^\n\r]*(?:\$\{\{|\$\[\[))[^\s-][^\n\r]{0,499}|-r [^\s$][^\s$]{0,499}",
        f"a requirement of pip such as {REQUIREMENT}, or a file of them such as -r ci/requirements.txt",
        example="-r ci/requirements.txt",
    ),
]


#: The conditions of `mwaa_tf review --fail-on`.
FailOn = Literal[
    "create", "update", "replace", "delete", "forget", "import", "move", "action", "deferred", "drift", "check",
    "error", "risk:low", "risk:medium", "risk:high",
]  # fmt: skip


class AccountRoles(Model):
    """The roles of jobs in one account, where they differ from those of the other accounts."""

    plan_role: RoleName | None = None
    """The role that only plans there; unset, the one of all accounts."""
    apply_role: RoleName | None = None
    """The role that applies there; unset, the one of all accounts."""


class RoleEngine(Engine):
    """An engine that assumes a role in the account of each workspace."""

    plan_role: RoleName = "terraform-plan"
    """The role that only plans, by this name in every account. Jobs of pull requests assume no other."""
    apply_role: RoleName = "terraform-apply"
    """The role that applies, by this name in every account."""
    accounts: dict[AccountId, AccountRoles] = {}
    """Accounts whose roles have other names, by account id."""

    def role_name(self, account_id: str, *, plans_only: bool) -> str:
        """The name of the role that is assumed in an account."""
        own, common = self.accounts.get(account_id, AccountRoles()), self
        if plans_only:
            return own.plan_role or common.plan_role
        return own.apply_role or common.apply_role


class JobEngine(RoleEngine):
    """An engine whose jobs install mwaa_tf."""

    install: Requirement | None = None
    """What pip installs in each job: a requirement, or `-r FILE`, whose requirements have hashes. Required for
    its engine: mwaa_tf is in no package index."""
