"""Whose VPC an environment is in, where no configuration says it: subnets tell (VPC user guide, vpc-sharing)."""

from __future__ import annotations

from msgspec.structs import replace

from mwaa_tf.blueprint import Account
from mwaa_tf.doctor.collect.aws.calls import Answer, Calls
from mwaa_tf.doctor.collect.aws.operations import operation
from mwaa_tf.doctor.reading import Reading
from mwaa_tf.doctor.target import Target
from mwaa_tf.doctor.view.environment import EnvironmentFacts

DESCRIBE_SUBNETS = operation("ec2", "DescribeSubnets", why="the subnets of the environment, and who owns them")


def owner_of(target: Target, environment: Reading[EnvironmentFacts], participant: Calls) -> Reading[Account]:
    """The account of the VPC's owner, with the credentials for it that ``target`` has.

    Without any, those of the participant are used, if they are of that account: a participant gets no error but an
    empty answer for endpoints that the owner has.
    """
    known = target.owner or replace(target.participant, title="owner")
    if known.account_id:
        return Reading.of(known, "the configuration")
    if environment.gap:
        return Reading.unread(environment.gap, environment.source)
    subnet_ids = list(environment.value.subnet_ids)
    owner_id = participant.read(DESCRIBE_SUBNETS, _owner_id, SubnetIds=subnet_ids)
    return owner_id.map(lambda account_id: replace(known, account_id=account_id))


def _owner_id(answer: Answer) -> str:
    (owner_id,) = {subnet["OwnerId"] for subnet in answer["Subnets"]}
    return str(owner_id)
