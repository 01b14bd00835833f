"""The shares of one account, and those that are for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from moto.ram.models import ResourceAccessManagerBackend, ResourceShare, ram_backends

from mwaa_tf.local_aws.services.ram import principals
from mwaa_tf.local_aws.services.ram.exceptions import ShareNotFoundError
from mwaa_tf.local_aws.services.ram.shares import Share


class Holdings(ResourceAccessManagerBackend):
    """What RAM holds for an account in a region."""

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.shares: dict[str, Share] = {}
        # What moto's own operations read. None of them is left that does, but its dashboard counts them.
        self.resource_shares: list[ResourceShare] = []

    @property
    def organization(self) -> principals.Organization | None:
        """The organization of this account, wherever its management account is."""
        return principals.organization_of(self.account_id, self.partition)

    def shared_with_me(self) -> Iterator[Share]:
        """The shares of other accounts of this region whose resources this account can use."""
        organization = self.organization
        for account_id, regions in list(ram_backends.items()):
            # Not regions[...], which would make a backend where there is none.
            backend = dict.get(regions, self.region_name)
            if account_id == self.account_id or not isinstance(backend, Holdings):
                continue
            for share in list(backend.shares.values()):
                if share.status == "ACTIVE" and any(
                    principals.includes(principal, self.account_id, organization)
                    for principal in share.effective("PRINCIPAL")
                ):
                    yield share

    def _visible(self, *, own: bool) -> list[Share]:
        if own:
            return [share for share in list(self.shares.values()) if not share.forgotten]
        return list(self.shared_with_me())

    def _own(self, arn: str | None, *, deleted: bool = False) -> Share:
        share = self.shares.get(arn or "")
        if share is None or share.forgotten or (share.status == "DELETED" and not deleted):
            raise ShareNotFoundError(str(arn))
        return share

    def tag_resource(self, arn: str, tags: dict[str, str]) -> None:
        """Put tags on a share."""
        self._own(arn).tags.update(tags)

    def untag_resource(self, arn: str, keys: Iterable[str]) -> None:
        """Take tags off a share; one that it has not is no error."""
        share = self._own(arn)
        share.tags = {key: value for key, value in share.tags.items() if key not in set(keys)}
