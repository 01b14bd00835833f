"""What is wrong with the rules between the environment and an endpoint."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.doctor.checks.handshake._context import apply
from mwaa_tf.doctor.checks.handshake._endpoints import NeededEndpoint
from mwaa_tf.doctor.checks.handshake._groups import (
    endpoint_groups,
    endpoint_peers,
    environment_peers,
    passage,
    reference,
)
from mwaa_tf.doctor.finding import Issue, failure, not_checkable
from mwaa_tf.doctor.reading import Gap, GapKind, UnreadError
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.doctor.view.network import VpcEndpointFacts
from mwaa_tf.mwaa.access_modes import WORKERS_CALL_WEBSERVER_SINCE
from mwaa_tf.text import join_words

_PREFIX_LIST = "a rule names a prefix list, whose addresses are not read"


def workers_call_webserver(view: EnvironmentView) -> bool:
    """Whether the workers of its Airflow call the web server. Raises :class:`UnreadError` if that is not known."""
    major = view.environment.value.airflow_major
    if major is None:
        version = view.environment.value.airflow_version
        raise UnreadError(Gap(GapKind.NOT_UNDERSTOOD, f"unknown version of Airflow {version!r}"))
    return major >= WORKERS_CALL_WEBSERVER_SINCE[0]


def ingress_issue(view: EnvironmentView, needed: NeededEndpoint, endpoint: VpcEndpointFacts) -> Iterator[Issue]:
    """What is wrong with the rules of the endpoint's groups, if anything."""
    groups, peers = endpoint_groups(view, endpoint), environment_peers(view)
    result = passage(groups, peers, needed.port, is_egress=False)
    if result.is_open:
        return
    ids = join_words(group.id for group in groups) or join_words(endpoint.security_group_ids)
    if not result.is_certain:
        yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, f"{_PREFIX_LIST} ({ids})"), subject=endpoint.id)
        return
    names = join_words(
        sorted({reference(group, *peer) for group in groups for peer in peers.groups}), "or"
    ) or join_words(view.environment.value.security_group_ids, "or")
    instead = f", but admits {join_words(result.others)}" if result.others else ""
    yield failure(
        f"{ids} of {endpoint.id}, the endpoint of the {needed.purpose}, does not admit {names} on TCP "
        f"{needed.port}{instead}.",
        subject=ids,
        fix=_fix(f"Admit {names} on TCP {needed.port} in {ids}", apply(view, Stage.ENDPOINTS)),
    )


def egress_issue(view: EnvironmentView, needed: NeededEndpoint, endpoint: VpcEndpointFacts) -> Iterator[Issue]:
    """What is wrong with the rules of the environment's groups, if anything."""
    groups, peers = view.network.security_groups.value, endpoint_peers(view, endpoint)
    result = passage(groups, peers, needed.port, is_egress=True)
    if result.is_open:
        return
    ids = join_words(group.id for group in groups) or join_words(view.environment.value.security_group_ids)
    if not result.is_certain:
        yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, f"{_PREFIX_LIST} ({ids})"), subject=ids)
        return
    yield failure(
        f"{ids} of the environment does not let TCP {needed.port} out to {endpoint.id}, the endpoint of the "
        f"{needed.purpose}.",
        subject=ids,
        fix=_fix(
            f"Let TCP {needed.port} out to {join_words(peers.addresses)} in {ids}", apply(view, Stage.ENVIRONMENTS)
        ),
    )


def _fix(action: str, command: str) -> str:
    return f"{action}: {command}" if command else action
