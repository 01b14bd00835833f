"""What collectors read from: an environment, and the callers that may tell about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from mwaa_tf.doctor.collect.aws.calls import Answer, Calls
from mwaa_tf.doctor.collect.aws.operations import AwsOperation, CallerSide
from mwaa_tf.doctor.principal import parse_principal
from mwaa_tf.doctor.reading import Reading
from mwaa_tf.doctor.target import Target
from mwaa_tf.doctor.view.environment import EnvironmentFacts

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CollectOptions:
    """What a person asked for beyond the environments themselves."""

    principal_arn: str = ""
    """A user or role whose permissions for Airflow's UI are examined; empty for none."""
    from_here: bool = False
    """Whether to connect from this machine to the environment, which should be inside the VPC."""

    def __post_init__(self) -> None:
        """Raise :class:`UsageError` for what is not the ARN of a user or role."""
        if self.principal_arn:
            parse_principal(self.principal_arn)


@dataclass(frozen=True, slots=True)
class AwsSource:
    """An environment that is read, and the callers."""

    target: Target
    participant: Calls
    owner: Calls
    environment: Reading[EnvironmentFacts]
    """What GetEnvironment answered, before any section is read."""
    options: CollectOptions

    def read(self, called: AwsOperation, parse: Callable[[Answer], T], /, **parameters: Any) -> Reading[T]:
        """Call ``called`` with the credentials that it needs; see :meth:`Calls.read`."""
        match called.caller:
            case CallerSide.OWNER:
                return self.owner.read(called, parse, **parameters)
            case CallerSide.PARTICIPANT:
                return self.participant.read(called, parse, **parameters)
        first = self.participant.read(called, parse, **parameters)
        return first.or_else(lambda: self.owner.read(called, parse, **parameters))
