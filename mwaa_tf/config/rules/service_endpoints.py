"""Endpoints of AWS services: made where they can be, restricted to what there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from mwaa_tf.config.deployment import Deployment
from mwaa_tf.config.rules import Violation
from mwaa_tf.mwaa.endpoint_services import REQUIRED

_PATH = ("owner", "service_endpoints")


def asked_for(deployment: Deployment) -> Iterator[Violation]:
    """Nothing is said of endpoints that are not made."""
    owner = deployment.owner
    if owner.has_service_endpoints:
        return
    for field in sorted(owner.service_endpoints.model_fields_set - {"enabled"}):
        yield (
            (*_PATH, field),
            "no endpoints of services are made, since this VPC is not one without internet; add enabled: true",
        )


def services(deployment: Deployment) -> Iterator[Violation]:
    """Each service is named once, added only if it is not there anyway, left out only if it would be."""
    given = deployment.owner.service_endpoints
    for field in ("additional", "exclude", "unrestricted"):
        for name, count in Counter(getattr(given, field)).items():
            if count > 1:
                yield (*_PATH, field), f"{name} is named {count} times"
    for i, name in enumerate(given.additional):
        if name in REQUIRED:
            yield (*_PATH, "additional", i), f"{name} has an endpoint anyway; leave it out here"
    for i, name in enumerate(given.exclude):
        if name not in REQUIRED:
            yield (*_PATH, "exclude", i), f"{name} would get no endpoint anyway; allowed are {', '.join(REQUIRED)}"


def policies(deployment: Deployment) -> Iterator[Violation]:
    """Restricted policies have environments to restrict to, and exceptions only for endpoints that are made."""
    given = deployment.owner.service_endpoints
    if given.policies != "restricted":
        for field in ("allow", "unrestricted"):
            if getattr(given, field):
                yield (*_PATH, field), "has a meaning only with policies: restricted"
        return
    if not deployment.environments:
        yield (*_PATH, "policies"), "there is no environment to restrict the endpoints to; allowed is full_access"
    for member in deployment.environments:
        if member.settings.existing and not member.settings.source_bucket.arn:
            yield (
                member.path("source_bucket"),
                "owner.service_endpoints is restricted to the environments' buckets, and that of one made elsewhere "
                "is not known; say its source_bucket.arn",
            )
    named = [((*_PATH, "allow", i, "service"), allow.service) for i, allow in enumerate(given.allow)]
    named += [((*_PATH, "unrestricted", i), name) for i, name in enumerate(given.unrestricted)]  # type: ignore[misc]
    for path, name in named:
        if name not in given.enabled_services:
            yield path, f"{name} gets no endpoint; those that do are {', '.join(given.enabled_services)}"
    for i, allow in enumerate(given.allow):
        if allow.service in given.unrestricted:
            yield (*_PATH, "allow", i, "service"), f"{allow.service} is unrestricted, so there is nothing to allow"


RULES = (asked_for, services, policies)
