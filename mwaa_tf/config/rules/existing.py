"""Existing resources: externally managed environments, shares, and what is verified while planning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from mwaa_tf.arn import Arn
from mwaa_tf.config.resolved import ResolvedEnvironment
from mwaa_tf.config.rule import Breach, environment_rule, rule
from mwaa_tf.config.unchecked import UncheckedDeployment

#: What the configuration says of an externally managed environment: everything else is set where it is managed.
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

#: Of which the configuration may name the existing one, and nothing more.
_REFERENCES = ("source_bucket", "kms_key")

_SHARING = ("owner", "sharing")

#: EC2's limit for the value of a tag, less ` Private Subnet (AZ1)`, which the subnets' names end with.
_NETWORK_NAME = 256 - 21


@environment_rule("existing-environments", reads=("environment.existing[]", "environment.[=][]"))
def environments(_deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """An externally managed environment has no arguments."""
    if environment.settings.existing is None:
        return
    for field in sorted(environment.written.model_fields_set - set(_BESIDE_EXISTING)):
        yield (
            environment.path(field),
            "the environment is externally managed, and so is this; "
            f"allowed beside existing are {', '.join(name for name in _BESIDE_EXISTING if name != 'existing')}",
        )


@environment_rule("existing-references", reads=("environment.existing[]", "environment.[=]"))
def references(_deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """Of the bucket and the key of an externally managed environment, the configuration names the ARN."""
    for field in _REFERENCES if environment.settings.existing else ():
        reference = getattr(environment.written, field)
        if field in environment.written.model_fields_set and reference.model_fields_set - {"arn"}:
            yield environment.path(field), "the environment is externally managed; allowed is the arn of what it uses"


@environment_rule(
    "existing-webserver-service",
    reads=("environment.existing.webserver_vpc_endpoint_service", "environment.webserver_access_mode"),
)
def webserver_service(_deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """A web server has an endpoint service exactly if it is private (MWAA user guide, vpc-endpoint-management)."""
    existing, mode = environment.settings.existing, environment.settings.webserver_access_mode
    if existing is None:
        return
    if not mode.has_private_endpoint and existing.webserver_vpc_endpoint_service:
        yield (
            environment.path("existing", "webserver_vpc_endpoint_service"),
            "a web server that is PUBLIC_ONLY takes no endpoint; leave it out, or name another webserver_access_mode",
        )
    if mode.has_private_endpoint and not existing.webserver_vpc_endpoint_service:
        yield (
            environment.path("existing"),
            f"webserver_vpc_endpoint_service is required with webserver_access_mode: {mode}; "
            "without its endpoint the environment stays in PENDING",
        )


@environment_rule("existing-service-regions", reads=("region", "environment.existing.[=]"))
def service_regions(deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """The endpoint services are in the deployment's region."""
    for field in ("database_vpc_endpoint_service", "webserver_vpc_endpoint_service"):
        service = getattr(environment.settings.existing, field, None)
        if service and (region := service.partition(".vpce.")[2].partition(".")[0]) != deployment.region:
            yield (
                environment.path("existing", field),
                f"is a service in {region}; the deployment is in {deployment.region}",
            )


@environment_rule("existing-webserver-url", reads=("environment.existing.webserver_url", "environment.access"))
def webserver_url(_deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """An access method leads to the web server's host name."""
    existing = environment.settings.existing
    methods = sorted(environment.settings.access.model_fields_set - {"roles", "rest_api", "cli"})
    if existing and methods and not existing.webserver_url:
        yield (
            environment.path("existing", "webserver_url"),
            f"is required with access.{methods[0]}, which leads to that host name",
        )


@rule("existing-share-unmanaged", reads=("owner.sharing.managed", "owner.sharing.[=]"))
def share_unmanaged(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """Nothing is said of a share that is externally managed."""
    sharing = deployment.owner.sharing
    for field in sorted(sharing.model_fields_set - {"managed"}) if not sharing.managed else ():
        yield (*_SHARING, field), "the share is externally managed (managed: false); allowed beside it is nothing"


@rule(
    "existing-share-principals",
    reads=("owner.sharing.managed", "owner.sharing.principals", "owner.sharing.resource_share_arn"),
)
def share_principals(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """A share that is created has principals."""
    sharing = deployment.owner.sharing
    if sharing.managed and sharing.principals == () and not sharing.resource_share_arn:
        yield (*_SHARING, "principals"), "has no principals; list at least one account, or set resource_share_arn"


@rule(
    "existing-share-account",
    reads=("owner.sharing.managed", "owner.sharing.resource_share_arn", "owner.account_id"),
)
def share_account(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """Only the owner shares its subnets (Resource Access Manager user guide, getting-started-sharing)."""
    owner, arn = deployment.owner.account_id, deployment.owner.sharing.resource_share_arn
    if deployment.owner.sharing.managed and arn and (account := Arn.parse(arn).account_id) != owner:
        yield (
            (*_SHARING, "resource_share_arn"),
            f"is a share of account {account}; only the owner, {owner}, shares its subnets",
        )


@rule("existing-share-region", reads=("owner.sharing.managed", "owner.sharing.resource_share_arn", "region"))
def share_region(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """Subnets are shared in their own region (getting-started-sharing)."""
    arn = deployment.owner.sharing.resource_share_arn
    if deployment.owner.sharing.managed and arn and (region := Arn.parse(arn).region) != deployment.region:
        yield (
            (*_SHARING, "resource_share_arn"),
            f"is a share in {region}; subnets of {deployment.region} are shared there",
        )


@rule(
    "existing-network-tags-owner",
    reads=("participants[=].network_tags[]", "participants[=].account_id", "owner.account_id"),
)
def network_tags_owner(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """In the owner's account, the owner's tags are visible (VPC user guide, vpc-sharing)."""
    for i, participant in enumerate(deployment.participants):
        if participant.network_tags and participant.account_id == deployment.owner.account_id:
            yield ("participants", i, "network_tags"), "this is the owner's account, which sees the owner's own tags"


@rule(
    "existing-network-tags-account",
    reads=("participants[=].network_tags[]", "participants[=].account_id"),
)
def network_tags_account(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """One participant per account tags the shared network."""
    tagging = Counter(participant.account_id for participant in deployment.participants if participant.network_tags)
    for i, participant in enumerate(deployment.participants):
        if participant.network_tags and tagging[participant.account_id] > 1:
            yield (
                ("participants", i, "network_tags"),
                f"another participant tags them in account {participant.account_id} too; allowed is one of them",
            )


@rule(
    "existing-network-tags-workspace",
    reads=(
        "participants[=].network_tags[]",
        "participants[=].environments[*][]",
        "participants[=].environments[*].existing[]",
    ),
)
def network_tags_workspace(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """The workspace of an environment sets the tags."""
    for i, participant in enumerate(deployment.participants):
        if participant.network_tags and all(environment.existing for environment in participant.environments):
            yield (
                ("participants", i, "network_tags"),
                "the workspace of an environment that mwaa_tf creates sets the tags; there is none",
            )


@rule("existing-network-tags-name", reads=("participants[=].network_tags[=]",))
def network_tags_name(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """The subnets' names fit into a tag (EC2 user guide, Using_Tags)."""
    for i, participant in enumerate(deployment.participants):
        if len(name := participant.network_tags.get("Name", "")) > _NETWORK_NAME:
            yield (
                ("participants", i, "network_tags", "Name"),
                f"has {len(name)} characters; {_NETWORK_NAME} are allowed, so that the subnets' fit",
            )


@environment_rule(
    "existing-verified",
    reads=("environment.[=].verify", "environment.[=].arn", "environment.[=].ids"),
)
def verified(_deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """Only existing resources can be verified."""
    settings = environment.settings
    for field, reference, existing in (
        ("source_bucket", "arn", settings.source_bucket.arn),
        ("execution_role", "arn", settings.execution_role.arn),
        ("security_group", "ids", settings.security_group.ids),
    ):
        if getattr(settings, field).verify and not existing:
            yield environment.path(field, "verify"), f"verifies an existing resource; allowed only beside {reference}"


@environment_rule("existing-keys", reads=("environment.kms_key.arn",))
def keys(_deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """MWAA takes no multi-Region key (MWAA user guide, custom-keys-certs)."""
    arn = environment.settings.kms_key.arn
    if arn and Arn.parse(arn).resource_id.startswith("mrk-"):
        yield environment.path("kms_key", "arn"), "is a multi-Region key; MWAA takes single-Region keys only"
