"""What this machine sees of the environment. No API is called, apart from what the section of the network calls."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.collect.aws.sections import network
from mwaa_tf.doctor.collect.aws.source import AwsSource
from mwaa_tf.doctor.collect.connections import connect, resolve
from mwaa_tf.doctor.reading import Gap, GapKind, Reading
from mwaa_tf.doctor.view.environment import EnvironmentFacts
from mwaa_tf.doctor.view.resolution import ConnectionAttempt, ResolutionSection
from mwaa_tf.mwaa.endpoint_services import DATABASE_PORT, WEBSERVER_PORT

_NOT_ASKED = Gap(GapKind.NOT_ASKED, "needs --from-here, on a machine in the VPC")
_SOURCE = "this machine"


def collect(source: AwsSource) -> ResolutionSection:
    """Resolve the web server's host name and, if asked, connect to it and to the endpoints.

    Only if asked: from outside of the VPC neither says anything about the environment.
    """
    facts = source.environment.value
    if not source.options.from_here:
        return ResolutionSection(Reading.unread(_NOT_ASKED), Reading.unread(_NOT_ASKED))
    return ResolutionSection(_addresses(facts), Reading.of(tuple(_connections(source, facts)), _SOURCE))


def _addresses(facts: EnvironmentFacts) -> Reading[tuple[str, ...]]:
    if not facts.webserver_url:
        return Reading.unread(Gap(GapKind.ABSENT, "the environment has no web server yet"))
    try:
        return Reading.of(resolve(facts.webserver_url), f"{_SOURCE}, {facts.webserver_url}")
    except OSError as error:
        return Reading.unread(Gap(GapKind.UNAVAILABLE, f"{facts.webserver_url} cannot be resolved: {error}"))


def _connections(source: AwsSource, facts: EnvironmentFacts) -> Iterator[ConnectionAttempt]:
    if facts.webserver_url:
        yield connect("web server", facts.webserver_url, WEBSERVER_PORT, tls=True)
    section = network.collect(source)
    services = {
        facts.webserver_service: ("web server", WEBSERVER_PORT),
        facts.database_service: ("database", DATABASE_PORT),
    }
    addresses = section.endpoint_addresses.content or {}
    for endpoint in section.endpoints.content or ():
        purpose, port = services.get(endpoint.service, ("", 0))
        for interface_id in endpoint.interface_ids if endpoint.service and purpose else ():
            if interface_id in addresses:
                yield connect(purpose, addresses[interface_id], port)
