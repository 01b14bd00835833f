"""What has a name of its own in its account, or in the world."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mwaa_tf.lifecycle.orphans.finders import Clients, Values, finds, has_tags, pages


@finds("aws_ram_resource_share")
def resource_share(values: Values, clients: Clients) -> Iterator[str]:
    shares = pages(clients("ram"), "get_resource_shares", "resourceShares", resourceOwner="SELF", name=values["name"])
    for item in shares:
        if item["status"] in ("PENDING", "ACTIVE") and has_tags(values, item.get("tags", ())):
            yield item["resourceShareArn"]


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
        found = iam.get_role(RoleName=values["name"])["Role"]
    except iam.exceptions.NoSuchEntityException:
        return
    if has_tags(values, found.get("Tags", ())):
        yield found["RoleName"]


@finds("aws_s3_bucket")
def bucket(values: Values, clients: Clients) -> Iterator[str]:
    # Of one's own: a name that somebody else has is a clash, and not an orphan.
    if any(item["Name"] == values["bucket"] for item in clients("s3").list_buckets()["Buckets"]):
        yield values["bucket"]


@finds("aws_kms_key")
def key(values: Values, clients: Clients) -> Iterator[str]:
    kms = clients("kms")
    for item in pages(kms, "list_keys", "Keys"):
        described = kms.describe_key(KeyId=item["KeyId"])["KeyMetadata"]
        if described["KeyState"] != "Enabled" or described["Description"] != values["description"]:
            continue
        tags = kms.list_resource_tags(KeyId=item["KeyId"])["Tags"]
        if has_tags(values, {tag["TagKey"]: tag["TagValue"] for tag in tags}):
            yield item["KeyId"]


@finds("aws_kms_alias")
def alias(values: Values, clients: Clients) -> Iterator[str]:
    if any(item["AliasName"] == values["name"] for item in pages(clients("kms"), "list_aliases", "Aliases")):
        yield values["name"]


@finds("aws_cloudwatch_log_group")
def log_group(values: Values, clients: Clients) -> Iterator[str]:
    name = values["name"]
    groups = pages(clients("logs"), "describe_log_groups", "logGroups", logGroupNamePrefix=name)
    if any(item["logGroupName"] == name for item in groups):
        yield name


@finds("aws_mwaa_environment")
def environment(values: Values, clients: Clients) -> Iterator[str]:
    if values["name"] in pages(clients("mwaa"), "list_environments", "Environments"):
        yield values["name"]


def _associated(clients: Clients, share: str, kind: str, entity: str) -> Iterator[str]:
    found: Iterator[Any] = pages(
        clients("ram"),
        "get_resource_share_associations",
        "resourceShareAssociations",
        associationType=kind,
        resourceShareArns=[share],
    )
    if any(item["associatedEntity"] == entity and item["status"] in ("ASSOCIATING", "ASSOCIATED") for item in found):
        yield f"{share},{entity}"
