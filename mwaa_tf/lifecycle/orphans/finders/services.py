"""Resources whose names are unique in their account, or worldwide."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from mwaa_tf.lifecycle.orphans.finders import Candidate, Clients, Tags, Values, by_name, by_tags, finds, has_tags, pages
from mwaa_tf.mwaa.names import environment_of_log_group


@finds("aws_ram_resource_share")
def resource_share(values: Values, clients: Clients) -> Iterator[Candidate]:
    shares = pages(clients("ram"), "get_resource_shares", "resourceShares", resourceOwner="SELF", name=values["name"])
    for share in shares:
        if share["status"] in ("PENDING", "ACTIVE"):
            yield from by_name(values, share["resourceShareArn"], share.get("tags", ()))


@finds("aws_ram_principal_association")
def principal_association(values: Values, clients: Clients) -> Iterator[Candidate]:
    yield from _associated(clients, values["resource_share_arn"], "PRINCIPAL", values["principal"])


@finds("aws_ram_resource_association")
def resource_association(values: Values, clients: Clients) -> Iterator[Candidate]:
    yield from _associated(clients, values["resource_share_arn"], "RESOURCE", values["resource_arn"])


@finds("aws_iam_role")
def role(values: Values, clients: Clients) -> Iterator[Candidate]:
    """The role of the planned name; with a prefix in its place, the one that it begins and that has the tags."""
    iam, prefix = clients("iam"), values.get("name_prefix")
    if prefix:
        for listed in pages(iam, "list_roles", "Roles"):
            if listed["RoleName"].startswith(prefix):
                tags = iam.list_role_tags(RoleName=listed["RoleName"])["Tags"]
                yield from by_tags(values, listed["RoleName"], tags)
        return
    try:
        existing = iam.get_role(RoleName=values["name"])["Role"]
    except iam.exceptions.NoSuchEntityException:
        return
    yield from by_name(values, existing["RoleName"], existing.get("Tags", ()))


@finds("aws_s3_bucket")
def bucket(values: Values, clients: Clients) -> Iterator[Candidate]:
    # Only buckets of this account: a name that another account has is a conflict, not an orphan.
    s3, name = clients("s3"), values["bucket"]
    if any(existing["Name"] == name for existing in s3.list_buckets()["Buckets"]):
        yield from by_name(values, name, lambda: _bucket_tags(s3, name))


def _bucket_tags(s3: Any, name: str) -> Tags:
    try:
        tags: Tags = s3.get_bucket_tagging(Bucket=name)["TagSet"]
    except s3.exceptions.ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchTagSet":
            raise
        return ()
    return tags


@finds("aws_kms_key")
def key(values: Values, clients: Clients) -> Iterator[Candidate]:
    kms = clients("kms")
    for listed in pages(kms, "list_keys", "Keys"):
        metadata = kms.describe_key(KeyId=listed["KeyId"])["KeyMetadata"]
        if metadata["KeyState"] != "Enabled" or metadata["Description"] != values["description"]:
            continue
        tags = kms.list_resource_tags(KeyId=listed["KeyId"])["Tags"]
        if has_tags(values, tags):
            yield from by_name(values, listed["KeyId"], tags)


@finds("aws_kms_alias")
def alias(values: Values, clients: Clients) -> Iterator[Candidate]:
    for existing in pages(clients("kms"), "list_aliases", "Aliases"):
        if existing["AliasName"] == values["name"]:
            # It has no tags; what it is for is the key, which the plan may not know yet.
            planned, key_id = values.get("target_key_id") or "", existing.get("TargetKeyId")
            is_planned = planned.rsplit("/", 1)[-1] == key_id
            yield Candidate(values["name"], "" if is_planned else f"it is an alias of the key {key_id}")


@finds("aws_cloudwatch_log_group")
def log_group(values: Values, clients: Clients) -> Iterator[Candidate]:
    """The group of the planned name.

    One without tags that is named like those of MWAA was created by MWAA, for an environment of the name that the plan
    has (MWAA user guide, monitoring-airflow): names of environments are unique in an account and a region.
    """
    name, logs = values["name"], clients("logs")

    def tags(arn: str) -> Tags:
        existing: Tags = logs.list_tags_for_resource(resourceArn=arn)["tags"]
        return existing

    for group in pages(logs, "describe_log_groups", "logGroups", logGroupNamePrefix=name):
        if group["logGroupName"] == name:
            existing = partial(tags, group["arn"].removesuffix(":*"))
            yield from [Candidate(name)] if _is_of_mwaa(name, existing) else by_name(values, name, existing)


def _is_of_mwaa(log_group_name: str, tags: Callable[[], Tags]) -> bool:
    from botocore.exceptions import ClientError  # type: ignore[import-untyped]

    if environment_of_log_group(log_group_name) is None:
        return False
    try:
        return not tags()
    except ClientError:  # which the comparison of tags reports
        return False


@finds("aws_mwaa_environment")
def environment(values: Values, clients: Clients) -> Iterator[Candidate]:
    name, mwaa = values["name"], clients("mwaa")
    if name in pages(mwaa, "list_environments", "Environments"):
        yield from by_name(values, name, lambda: mwaa.get_environment(Name=name)["Environment"].get("Tags", {}))


def _associated(clients: Clients, share_arn: str, association_type: str, entity: str) -> Iterator[Candidate]:
    associations: Iterator[Any] = pages(
        clients("ram"),
        "get_resource_share_associations",
        "resourceShareAssociations",
        associationType=association_type,
        resourceShareArns=[share_arn],
    )
    active = [association for association in associations if association["status"] in ("ASSOCIATING", "ASSOCIATED")]
    if any(association["associatedEntity"] == entity for association in active):
        yield Candidate(f"{share_arn},{entity}")
