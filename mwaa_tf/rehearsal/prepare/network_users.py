"""What others have in the VPC of a deployment: their security groups and externally managed environments."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from mwaa_tf.config.deployment import Deployment
from mwaa_tf.rehearsal.prepare.environments import (
    ExternalEnvironment,
    create_environments,
    delete_environments,
    private_subnets,
)
from mwaa_tf.rehearsal.prepare.network import (
    ExistingSecurityGroup,
    create_security_groups,
    delete_security_groups,
)

if TYPE_CHECKING:
    from mwaa_tf.local_aws import LocalAws


#: Seconds between two looks at the shares, and for all of them: more than the fault `share` allows.
_INTERVAL = 0.1
_LONGEST_WAIT = 330.0


class NetworkUsers:
    """The groups and environments of others: they need shared subnets, and the VPC cannot be deleted before them."""

    def __init__(self, local: LocalAws, deployment: Deployment) -> None:
        self._local = local
        self._deployment = deployment
        self._groups: tuple[ExistingSecurityGroup, ...] = ()
        self.environments: tuple[ExternalEnvironment, ...] = ()

    @property
    def are_configured(self) -> bool:
        """Whether the configuration names any."""
        environments = [resolved.settings for resolved in self._deployment.environments]
        return any(environment.security_group.ids or environment.existing for environment in environments)

    @property
    def can_be_created(self) -> bool:
        """Whether both private subnets exist, and every participant sees them; they may belong to an apply to come."""
        subnet_ids = {subnet["SubnetId"] for subnet in private_subnets(self._local, self._deployment)}
        accounts = {participant.account_id for participant in self._deployment.participants}
        return len(subnet_ids) == 2 and all(subnet_ids <= self._visible(account_id) for account_id in accounts)

    def _visible(self, account_id: str) -> set[str]:
        ec2 = self._local.client("ec2", account_id, region=self._deployment.region)
        return {subnet["SubnetId"] for subnet in ec2.describe_subnets()["Subnets"]}

    def create(self) -> None:
        """Create them, once the network is applied; a second call changes nothing."""
        if not self._groups and not self.environments:
            self._wait_for_shares()
            self._groups = create_security_groups(self._local, self._deployment)
            self.environments = create_environments(self._local, self._deployment)

    def _wait_for_shares(self) -> None:
        """Wait until RAM has associated everything with the owner's shares; principals by account id come last.

        The AWS provider does not wait for those (terraform-provider-aws, principal_association.go).
        """
        ram = self._local.client("ram", self._deployment.owner.account_id, region=self._deployment.region)
        deadline = time.monotonic() + _LONGEST_WAIT
        while time.monotonic() < deadline and any(
            association["status"] == "ASSOCIATING"
            for kind in ("PRINCIPAL", "RESOURCE")
            for association in ram.get_resource_share_associations(associationType=kind)["resourceShareAssociations"]
        ):
            time.sleep(_INTERVAL)

    def delete(self) -> None:
        """Delete what was created, before the network is destroyed."""
        delete_environments(self._local, self.environments)
        delete_security_groups(self._local, self._groups)
