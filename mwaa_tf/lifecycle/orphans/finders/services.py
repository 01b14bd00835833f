"""Resources whose names are unique in their account, or worldwide."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mwaa_tf.lifecycle.orphans.finders import Clients, Values, finds, has_tags, pages


@finds("aws_ram_resource_share")
def resource_share(values: Values, clients: Clients) -> Iterator[str]:
    shares = pages(clients("ram"), "get_resource_shares", "resourceShares", resourceOwner="SELF", name=values["name"])
    for share in shares:
        if share["status"] in ("PENDING", "ACTIVE") and has_tags(values, share.get("tags", ())):
            yield share["resourceShareArn"]


@finds("aws_ram_principal_association")
def principal_association(values: Values, clients: Clients) -> Iterator[str]:
    yield from _associated(clients, values["resource_share_arn"], "PRINCIPAL", values["principal"])


@finds("aws_ram_resource_association")
def resource_association(values: Values, clients: Clients) -> Iterator[str]:
    yield from _associated(clients, values["resource_share_arn"], "RESOURCE", values["resource_arn"])


@finds("aws_iam_role")
def role(values: Values, clients: Clients) -> Iterator[str]:
    iam = clients("iam")
    try:
        existing = iam.get_role(RoleName=values["name"])["Role"]
    except iam.exceptions.NoSuchEntityException:
        return
    if has_tags(values, existing.get("Tags", ())):
        yield existing["RoleName"]


@finds("aws_s3_bucket")
def bucket(values: Values, clients: Clients) -> Iterator[str]:
    # Only buckets of this account: a name that another account has is a conflict, not an orphan.
    if any(existing["Name"] == values["bucket"] for existing in clients("s3").list_buckets()["Buckets"]):
        yield values["bucket"]


@finds("aws_kms_key")
def key(values: Values, clients: Clients) -> Iterator[str]:
    kms = clients("kms")
    for listed in pages(kms, "list_keys", "Keys"):
        metadata = kms.describe_key(KeyId=listed["KeyId"])["KeyMetadata"]
        if metadata["KeyState"] != "Enabled" or metadata["Description"] != values["description"]:
            continue
        tags = kms.list_resource_tags(KeyId=listed["KeyId"])["Tags"]
        if has_tags(values, {tag["TagKey"]: tag["TagValue"] for tag in tags}):
            yield listed["KeyId"]


@finds("aws_kms_alias")
def alias(values: Values, clients: Clients) -> Iterator[str]:
    if any(existing["AliasName"] == values["name"] for existing in pages(clients("kms"), "list_aliases", "Aliases")):
        yield values["name"]


@finds("aws_cloudwatch_log_group")
def log_group(values: Values, clients: Clients) -> Iterator[str]:
    name = values["name"]
    groups = pages(clients("logs"), "describe_log_groups", "logGroups", logGroupNamePrefix=name)
    if any(group["logGroupName"] == name for group in groups):
        yield name


@finds("aws_mwaa_environment")
def environment(values: Values, clients: Clients) -> Iterator[str]:
    if values["name"] in pages(clients("mwaa"), "list_environments", "Environments"):
        yield values["name"]


def _associated(clients: Clients, share_arn: str, association_type: str, entity: str) -> Iterator[str]:
    associations: Iterator[Any] = pages(
        clients("ram"),
        "get_resource_share_associations",
        "resourceShareAssociations",
        associationType=association_type,
        resourceShareArns=[share_arn],
    )
    active = [association for association in associations if association["status"] in ("ASSOCIATING", "ASSOCIATED")]
    if any(association["associatedEntity"] == entity for association in active):
        yield f"{share_arn},{entity}"
