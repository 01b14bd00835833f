"""The bastion runs and its agent is online."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.finding import Issue, failure, not_checkable, passed
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView, ViewOrigin
from mwaa_tf.doctor.view.bastion import AgentFacts, BastionFacts
from mwaa_tf.mwaa.web_access import InstanceState, PingStatus


@check(
    "access.bastion-online",
    title="The bastion runs, and Session Manager reaches its agent",
    fix="Start the instance: `aws ec2 start-instances --instance-ids ID`",
    source="https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-troubleshooting.html",
    reads=("bastion",),
)
def bastion_online(view: EnvironmentView) -> Iterator[Issue]:
    """The instance is running, and its SSM Agent has called Systems Manager within the last minutes.

    Without it, `aws ssm start-session` answers TargetNotConnected. The agent needs an instance profile, and a way to
    Session Manager: the internet, or the endpoints ssm and ssmmessages.
    """
    instance = view.bastion.instance.value
    if instance is None:
        yield passed("there is no bastion")
    elif view.origin is ViewOrigin.PLAN:
        return
    elif instance.state not in set(InstanceState):
        reason = f"the bastion {instance.id} has the unknown state {instance.state!r}"
        yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, reason), subject=instance.id)
    elif instance.state != InstanceState.RUNNING:
        yield failure(
            f"The bastion {instance.id} is {instance.state}.",
            fix=f"Start it: `aws ec2 start-instances --instance-ids {instance.id}`",
            subject=instance.id,
        )
    else:
        yield from _agent(instance, view.bastion.agent.value)


def _agent(instance: BastionFacts, agent: AgentFacts | None) -> Iterator[Issue]:
    if not instance.has_profile:
        yield failure(
            f"The bastion {instance.id} has no instance profile: its agent cannot call Systems Manager.",
            fix="Give it the instance profile of Session Manager: `mwaa_tf apply 4-access`",
            subject=instance.id,
        )
    elif agent is None:
        yield failure(
            f"The agent of the bastion {instance.id} has never called Systems Manager.",
            fix="Give the instance a way to Session Manager: the internet, or the endpoints ssm and ssmmessages",
            subject=instance.id,
        )
    elif agent.status not in set(PingStatus):
        reason = f"the agent of the bastion {instance.id} has the unknown status {agent.status!r}"
        yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, reason), subject=instance.id)
    elif agent.status != PingStatus.ONLINE:
        yield failure(
            f"The agent of the bastion {instance.id} is not online ({agent.status}).",
            fix=f"Restart the instance: `aws ec2 reboot-instances --instance-ids {instance.id}`",
            subject=instance.id,
        )
