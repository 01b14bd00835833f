"""The shares of one account, and those of other accounts that include it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from moto.ram.models import ResourceAccessManagerBackend, ResourceShare, ram_backends

from mwaa_tf.local_aws.services.ram import principals
from mwaa_tf.local_aws.services.ram.exceptions import ShareNotFoundError
from mwaa_tf.local_aws.services.ram.shares import AssociatedShare


class ShareStore(ResourceAccessManagerBackend):
    """The shares of an account in a region: the state that RAM's operations work on."""

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.shares: dict[str, AssociatedShare] = {}
        # moto's own operations read these. All of them are overridden, but its dashboard counts the shares.
        self.resource_shares: list[ResourceShare] = []

    @property
    def organization(self) -> principals.SharingOrganization | None:
        """The organization of this account, wherever its management account is."""
        return principals.organization_of(self.account_id, self.partition)

    def shared_with_me(self) -> Iterator[AssociatedShare]:
        """The shares of other accounts of this region whose resources this account can use."""
        organization = self.organization
        for account_id, regions in list(ram_backends.items()):
            # Not regions[...], which would create a backend.
            backend = dict.get(regions, self.region_name)
            if account_id == self.account_id or not isinstance(backend, ShareStore):
                continue
            for share in list(backend.shares.values()):
                if share.status == "ACTIVE" and any(
                    principals.includes(principal, self.account_id, organization)
                    for principal in share.effective("PRINCIPAL")
                ):
                    yield share

    def visible_shares(self, *, own: bool) -> list[AssociatedShare]:
        """The account's own shares, or those of other accounts that include it; recently deleted ones too."""
        if own:
            return [share for share in list(self.shares.values()) if not share.forgotten]
        return list(self.shared_with_me())

    def own_share(self, arn: str | None, *, deleted: bool = False) -> AssociatedShare:
        """The share with that ARN. Raises :class:`ShareNotFoundError`; for a deleted share unless ``deleted``."""
        share = self.shares.get(arn or "")
        if share is None or share.forgotten or (share.status == "DELETED" and not deleted):
            raise ShareNotFoundError(str(arn))
        return share

    def tag_resource(self, arn: str, tags: dict[str, str]) -> None:
        """Add tags to a share."""
        self.own_share(arn).tags.update(tags)

    def untag_resource(self, arn: str, keys: Iterable[str]) -> None:
        """Remove tags from a share; a missing tag is no error."""
        share = self.own_share(arn)
        share.tags = {key: value for key, value in share.tags.items() if key not in set(keys)}
