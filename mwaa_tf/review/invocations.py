"""Actions of providers that a plan invokes: what they are called with, masked, and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from mwaa_tf.review.differences import AttributeChange, differences
from mwaa_tf.review.values import masked_value
from mwaa_tf.terraform.plan_json import ActionInvocationRepresentation

#: The event of an action that is invoked on the command line (``terraform plan -invoke``).
INVOKE = "Invoke"


@dataclass(frozen=True, slots=True)
class InvokedAction:
    """An action, such as one that stops an instance. No plan tells its effect, and nothing undoes it."""

    address: str
    type: str
    name: str
    provider: str
    """The source of its provider."""
    event: str
    """When it is invoked, in Terraform's word: ``Invoke``, ``AfterUpdate``."""
    resource: str | None
    """The address of the resource that it belongs to."""
    on_failure: str | None
    """What Terraform does where it fails, in its word: ``ActionOnFailureHalt``."""
    raw: ActionInvocationRepresentation = field(repr=False)
    deferred: str | None = None
    """Terraform's reason to leave it to a later plan; None for an action of this apply."""

    def config(self) -> Any:
        """The values that it is called with, masked."""
        return masked_value(
            self.raw.config_values, sensitive=self.raw.config_sensitive, unknown=self.raw.config_unknown
        )

    def attributes(self) -> Iterator[AttributeChange]:
        """The values that it is called with, one by one."""
        yield from differences(None, self.config())


def invoked_action(raw: ActionInvocationRepresentation, deferred: str | None = None) -> InvokedAction:
    """The action that ``raw`` describes; ``deferred`` is the reason of one that is left to a later plan."""
    lifecycle, invoke = raw.lifecycle_action_trigger, raw.invoke_action_trigger
    called_for = invoke.calling_resource_address if invoke else ""
    return InvokedAction(
        address=raw.address,
        type=raw.type,
        name=raw.name,
        provider=raw.provider_name,
        event=lifecycle.action_trigger_event if lifecycle else INVOKE,
        resource=(lifecycle.triggering_resource_address if lifecycle else called_for) or None,
        on_failure=(lifecycle.on_failure if lifecycle else "") or None,
        raw=raw,
        deferred=deferred,
    )
