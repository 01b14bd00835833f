"""Containers of the environment reach each other."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.network._groups import admits, subnet_networks
from mwaa_tf.doctor.finding import Issue, failure, not_checkable
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.iam.match import Match
from mwaa_tf.mwaa.endpoint_services import DATABASE_PORT, WEBSERVER_PORT
from mwaa_tf.text import join_words


@check(
    "network.self-reference",
    title="The environment's security groups admit the environment",
    fix="Allow all traffic from the group itself: `aws ec2 authorize-security-group-ingress --group-id GROUP "
    "--ip-permissions 'IpProtocol=-1,UserIdGroupPairs=[{GroupId=GROUP}]'`",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-security.html",
    reads=("network",),
    covers=(
        "verify_env: check_security_groups",
        "runbook AWSSupport-TroubleshootMWAAEnvironmentCreation: self-referencing rule",
        "guide: self-referencing inbound rule",
    ),
)
def self_reference(view: EnvironmentView) -> Iterator[Issue]:
    """A rule lets in all traffic from the environment's own group or, at the least, TCP 5432 and 443.

    Scheduler, workers and web server have the same groups; the database answers on 5432 and the web server on 443. An
    environment whose group does not admit itself ends in CREATE_FAILED, or loses its workers.
    """
    groups = view.network.security_groups.value
    group_ids = [group.id for group in groups]
    networks = subnet_networks(view.network)
    answers = {
        port: admits(groups, port, is_egress=False, group_ids=group_ids, networks=networks)
        for port in (DATABASE_PORT, WEBSERVER_PORT)
    }
    closed = [str(port) for port, answer in answers.items() if answer is Match.NO]
    if closed:
        named = join_words(group_ids)
        yield failure(
            f"The environment's security group {named} does not admit itself on TCP {join_words(closed)}.",
            fix=f"Allow all traffic from {named} inbound in {named}",
            subject=group_ids[0] if group_ids else "",
        )
    elif Match.UNKNOWN in answers.values():
        reason = f"a rule of {join_words(group_ids)} names a prefix list, and its addresses are not read"
        yield not_checkable(Gap(GapKind.NOT_ASKED, reason))
