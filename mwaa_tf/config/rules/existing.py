"""What is there already: environments made elsewhere, shares, and what is looked at while planning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from mwaa_tf.config.deployment import Deployment, ResolvedEnvironment
from mwaa_tf.config.rules import Violation

#: What an environment that is made elsewhere may say of itself: the rest is said where it is made.
_BESIDE_EXISTING = (
    "name",
    "existing",
    "airflow_version",
    "webserver_access_mode",
    "source_bucket",
    "kms_key",
    "access",
    "tags",
)

_SHARING = ("owner", "sharing")

#: EC2's limit for the value of a tag, less ` Private Subnet (AZ1)`, which the subnets' names end with.
_NETWORK_NAME = 256 - 21


def environments(deployment: Deployment) -> Iterator[Violation]:
    """An environment that is made elsewhere has its endpoint services, and no arguments."""
    for member in deployment.environments:
        if member.settings.existing:
            yield from _beside(member)
            yield from _services(member, deployment.region)


def _beside(member: ResolvedEnvironment) -> Iterator[Violation]:
    for field in sorted(member.written.model_fields_set - set(_BESIDE_EXISTING)):
        yield (
            member.path(field),
            "the environment is made elsewhere, and so is this; "
            f"allowed beside existing are {', '.join(name for name in _BESIDE_EXISTING if name != 'existing')}",
        )
    for field in ("source_bucket", "kms_key"):
        given = getattr(member.written, field)
        if field in member.written.model_fields_set and given.model_fields_set - {"arn"}:
            yield member.path(field), "the environment is made elsewhere; allowed is the arn of what it has"


def _services(member: ResolvedEnvironment, region: str) -> Iterator[Violation]:
    existing = member.settings.existing
    if existing is None:
        return
    mode = member.settings.webserver_access_mode
    webserver = existing.webserver_vpc_endpoint_service
    if mode == "PUBLIC_ONLY" and webserver:
        yield (
            member.path("existing", "webserver_vpc_endpoint_service"),
            "a web server that is PUBLIC_ONLY takes no endpoint; leave it out, or name another webserver_access_mode",
        )
    if mode != "PUBLIC_ONLY" and not webserver:
        yield (
            member.path("existing"),
            f"webserver_vpc_endpoint_service is required with webserver_access_mode: {mode}; "
            "without its endpoint the environment stays in PENDING",
        )
    for field in ("database_vpc_endpoint_service", "webserver_vpc_endpoint_service"):
        service = getattr(existing, field)
        if service and (found := service.partition(".vpce.")[2].partition(".")[0]) != region:
            yield member.path("existing", field), f"is a service in {found}; the deployment is in {region}"
    ways = sorted(way for way in member.settings.access.model_fields_set if way not in ("roles", "rest_api", "cli"))
    if ways and not existing.webserver_url:
        yield (
            member.path("existing", "webserver_url"),
            f"is required with access.{ways[0]}: the way leads to that host name",
        )


def share(deployment: Deployment) -> Iterator[Violation]:
    """A share is made, is there already, or is the matter of others."""
    sharing = deployment.owner.sharing
    if not sharing.managed:
        for field in sorted(sharing.model_fields_set - {"managed"}):
            yield (*_SHARING, field), "others share the subnets (managed: false); allowed beside it is nothing"
        return
    if sharing.principals == () and not sharing.resource_share_arn:
        yield (
            (*_SHARING, "principals"),
            "names nobody; allowed are accounts and a list, an empty one only beside resource_share_arn",
        )
    if sharing.resource_share_arn:
        region, account = sharing.resource_share_arn.split(":")[3:5]
        if account != deployment.owner.account_id:
            yield (
                (*_SHARING, "resource_share_arn"),
                f"is a share of account {account}; only the owner, {deployment.owner.account_id}, shares its subnets",
            )
        if region != deployment.region:
            yield (
                (*_SHARING, "resource_share_arn"),
                f"is a share in {region}; subnets of {deployment.region} are shared there",
            )


def network_tags(deployment: Deployment) -> Iterator[Violation]:
    """One place per account puts tags on what is shared: the workspace of an environment that is made here."""
    tagging = Counter(participant.account_id for participant in deployment.participants if participant.network_tags)
    for i, participant in enumerate(deployment.participants):
        if not participant.network_tags:
            continue
        path = ("participants", i, "network_tags")
        if participant.account_id == deployment.owner.account_id:
            yield path, "this is the owner's account, which sees the owner's own tags"
        elif tagging[participant.account_id] > 1:
            yield path, f"another participant tags them in account {participant.account_id} too; allowed is one of them"
        if all(environment.existing for environment in participant.environments):
            yield path, "the tags are put on by the workspace of an environment that is made here; there is none"
        if len(name := participant.network_tags.get("Name", "")) > _NETWORK_NAME:
            yield (*path, "Name"), f"has {len(name)} characters; {_NETWORK_NAME} are allowed, so that the subnets' fit"


def verified(deployment: Deployment) -> Iterator[Violation]:
    """Only what is there already can be looked at."""
    for member in deployment.environments:
        environment = member.settings
        for field, what, given in (
            ("source_bucket", "arn", environment.source_bucket.arn),
            ("execution_role", "arn", environment.execution_role.arn),
            ("security_group", "ids", environment.security_group.ids),
        ):
            if getattr(environment, field).verify and not given:
                yield member.path(field, "verify"), f"looks at what is there already; allowed only beside {what}"


def keys(deployment: Deployment) -> Iterator[Violation]:
    """MWAA takes no multi-Region key (MWAA user guide, custom-keys-certs)."""
    for member in deployment.environments:
        if ":key/mrk-" in (member.settings.kms_key.arn or ""):
            yield member.path("kms_key", "arn"), "is a multi-Region key; MWAA takes single-Region keys only"


RULES = (environments, share, network_tags, verified, keys)
