"""Endpoints of AWS services: enabled where they can be, restricted to what exists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from mwaa_tf.config.problems import Severity
from mwaa_tf.config.resolved import ResolvedEnvironment
from mwaa_tf.config.rule import Breach, Path, environment_rule, rule
from mwaa_tf.config.unchecked import UncheckedDeployment
from mwaa_tf.mwaa.endpoint_services import REQUIRED

_PATH = ("owner", "service_endpoints")

_SERVICES = ("owner.service_endpoints.additional", "owner.service_endpoints.exclude")


@rule(
    "service-endpoints-enabled",
    reads=(
        "owner.network.existing[]",
        "owner.network.internet",
        "owner.service_endpoints.enabled",
        "owner.service_endpoints.[=]",
    ),
)
def enabled(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """Settings of endpoints take effect."""
    owner = deployment.owner
    if owner.has_service_endpoints:
        return
    for field in sorted(owner.service_endpoints.model_fields_set - {"enabled"}):
        yield (
            (*_PATH, field),
            "endpoints of services are not enabled, since this VPC is not one without internet; add enabled: true",
        )


@rule("service-endpoints-repeated", reads=("owner.service_endpoints.[=]",))
def repeated(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """Each service is named once."""
    for field in ("additional", "exclude", "unrestricted"):
        for name, count in Counter(getattr(deployment.owner.service_endpoints, field)).items():
            if count > 1:
                yield (*_PATH, field), f"{name} is named {count} times"


@rule(
    "service-endpoints-services",
    reads=("owner.service_endpoints.additional[=]", "owner.service_endpoints.exclude[=]"),
)
def services(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """A service is added or excluded only where that changes something."""
    endpoints = deployment.owner.service_endpoints
    for i, name in enumerate(endpoints.additional):
        if name in REQUIRED:
            yield (*_PATH, "additional", i), f"{name} has an endpoint anyway; leave it out here"
    for i, name in enumerate(endpoints.exclude):
        if name not in REQUIRED:
            yield (*_PATH, "exclude", i), f"{name} would get no endpoint anyway; allowed are {', '.join(REQUIRED)}"


@rule("service-endpoints-exceptions", reads=("owner.service_endpoints.policies", "owner.service_endpoints.[=]"))
def exceptions(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """Only restricted policies have exceptions."""
    endpoints = deployment.owner.service_endpoints
    for field in ("allow", "unrestricted") if not endpoints.is_restricted else ():
        if getattr(endpoints, field):
            yield (*_PATH, field), "only applies when policies is restricted or restricted_all"


@rule(
    "service-endpoints-policies",
    reads=("owner.service_endpoints.policies", "participants[*].environments[*][]"),
)
def policies(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """Restricted policies have environments to restrict to."""
    if deployment.owner.service_endpoints.is_restricted and not deployment.environments:
        yield (*_PATH, "policies"), "there is no environment to restrict the endpoints to; allowed is full_access"


@rule("service-endpoints-untried", reads=("owner.service_endpoints.policies",), severity=Severity.WARNING)
def untried(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """The endpoints' policies were tried on AWS (MWAA user guide, vpc-security, shows a restricted one for S3 only)."""
    if deployment.owner.service_endpoints.policies == "restricted_all":
        yield (
            (*_PATH, "policies"),
            "restricted_all is untested on AWS, which recommends full access for interface endpoints and may call "
            "services by principals of its own, which these policies deny; try it with a test environment first, or "
            "use restricted",
        )


@rule(
    "service-endpoints-no-effect",
    reads=(
        "owner.service_endpoints.policies",
        "owner.service_endpoints.allow[=].service",
        "owner.service_endpoints.unrestricted[=]",
    ),
    severity=Severity.WARNING,
)
def no_effect(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """Only endpoints that are restricted have exceptions."""
    endpoints = deployment.owner.service_endpoints
    for i, allow in enumerate(endpoints.allow if endpoints.policies == "restricted" else ()):
        if allow.service not in {*endpoints.restricted_services, *endpoints.unrestricted}:
            yield (
                (*_PATH, "allow", i, "service"),
                f"{allow.service} is not restricted, so there is nothing to allow; restricted_all would restrict it",
            )


@environment_rule(
    "service-endpoints-policies-buckets",
    reads=("owner.service_endpoints.policies", "environment.existing[]", "environment.source_bucket.arn"),
)
def policies_buckets(deployment: UncheckedDeployment, environment: ResolvedEnvironment) -> Iterator[Breach]:
    """Restricted policies name the buckets of all environments."""
    if not deployment.owner.service_endpoints.is_restricted or not environment.settings.existing:
        return
    if not environment.settings.source_bucket.arn:
        yield (
            environment.path("source_bucket"),
            "owner.service_endpoints is restricted to the environments' buckets, and that of an externally managed "
            "environment is not known; set its source_bucket.arn",
        )


@rule(
    "service-endpoints-policies-services",
    reads=(
        "owner.service_endpoints.policies",
        *_SERVICES,
        "owner.service_endpoints.allow[=].service",
        "owner.service_endpoints.unrestricted[=]",
    ),
)
def policies_services(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """Exceptions are for services that have an endpoint."""
    endpoints = deployment.owner.service_endpoints
    if not endpoints.is_restricted:
        return
    named: list[tuple[Path, str]] = [
        ((*_PATH, "allow", i, "service"), allow.service) for i, allow in enumerate(endpoints.allow)
    ]
    named += [((*_PATH, "unrestricted", i), name) for i, name in enumerate(endpoints.unrestricted)]
    for path, name in named:
        if name not in endpoints.enabled_services:
            yield path, f"{name} gets no endpoint; those that do are {', '.join(endpoints.enabled_services)}"


@rule(
    "service-endpoints-policies-unrestricted",
    reads=(
        "owner.service_endpoints.policies",
        "owner.service_endpoints.allow[=].service",
        "owner.service_endpoints.unrestricted",
    ),
)
def policies_unrestricted(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """An unrestricted endpoint needs no further permissions."""
    endpoints = deployment.owner.service_endpoints
    for i, allow in enumerate(endpoints.allow if endpoints.is_restricted else ()):
        if allow.service in endpoints.unrestricted:
            yield (*_PATH, "allow", i, "service"), f"{allow.service} is unrestricted, so there is nothing to allow"
