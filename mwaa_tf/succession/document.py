"""A succession for programs: the types of its JSON, of which the published schema is made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal, cast

import msgspec
from msgspec import Meta

from mwaa_tf.lifecycle.document_schema import document_schema
from mwaa_tf.succession.pair import Pair
from mwaa_tf.succession.steps import StepStatus

#: Grows when a key is removed or changes its meaning; an added key does not change it.
VERSION: Literal[1] = 1


class SuccessionStepDocument(msgspec.Struct, frozen=True):
    """A step, and where it stands."""

    step: Literal["create", "compare", "pause", "activate", "switch", "keep", "remove"]
    title: Annotated[str, Meta(description="What the step does.")]
    state: Annotated[
        Literal["done", "partly done", "to do", "waits", "not needed", "not known"],
        Meta(description='"waits" is for an earlier step or for AWS; "not known" if what would tell cannot be read.'),
    ]
    reason: Annotated[str | None, Meta(description="Why; it may have texts from AWS and Airflow.")]


class SuccessionDocument(msgspec.Struct, frozen=True):
    """The succession of an environment."""

    version: Annotated[Literal[1], Meta(description="Version of this format.")]
    successor: Annotated[str, Meta(description="Key of the environment that replaces the other.")]
    predecessor: Annotated[str, Meta(description="Key of the environment that is replaced.")]
    steps: Annotated[list[SuccessionStepDocument], Meta(description="In the order in which they are taken.")]
    next: Annotated[str | None, Meta(description="The command that takes the next step; null once all are done.")]


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of :func:`as_data`."""
    return document_schema(SuccessionDocument, "Succession of an environment")


def as_data(pair: Pair, statuses: Sequence[StepStatus], command: str | None) -> Any:
    """The succession for programs, as plain data; ``command`` takes the next step."""
    document = SuccessionDocument(
        version=VERSION,
        successor=pair.successor.key,
        predecessor=pair.predecessor.key,
        steps=[_step(status) for status in statuses],
        next=command,
    )
    return msgspec.to_builtins(document)


def _step(status: StepStatus) -> SuccessionStepDocument:
    return SuccessionStepDocument(
        step=cast("Any", str(status.step)),
        title=status.step.purpose,
        state=cast("Any", str(status.state)),
        reason=status.reason or None,
    )
