"""A resource of a stack, and its failure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from moto.cloudformation.exceptions import ValidationError
from moto.core.utils import utcnow


class ResourceFailedError(ValidationError):
    """The creation, update or deletion of a resource of a template failed."""

    def __init__(self, logical_id: str, resource_type: str, reason: str) -> None:
        super().__init__(message=reason)
        self.logical_id = logical_id
        self.resource_type = resource_type
        self.reason = reason


@dataclass
class NoResource:
    """What stands for no resource, such as a handle of a wait condition; a template may refer to it."""

    physical_resource_id: str


@dataclass
class StackResource:
    """A resource of a stack, with what its template says and its last status."""

    logical_id: str
    definition: Mapping[str, Any]
    """Its member of `Resources`, unevaluated."""
    properties: dict[str, Any] = field(default_factory=dict)
    """Its evaluated properties."""
    instance: Any = None
    """moto's resource; None before it is created."""
    updated_in_place: bool = False
    """Whether it was created under another definition."""
    status: str = ""
    reason: str | None = None
    changed_at: datetime = field(default_factory=utcnow)

    @property
    def resource_type(self) -> str:
        return str(self.definition.get("Type"))

    @property
    def physical_id(self) -> str:
        """Its id, empty before it is created."""
        return str(getattr(self.instance, "physical_resource_id", "") or "")

    def policy(self, attribute: str) -> str:
        """Its `DeletionPolicy` or `UpdateReplacePolicy`."""
        return str(self.definition.get(attribute, "Delete"))

    def failure(self, reason: str) -> ResourceFailedError:
        return ResourceFailedError(self.logical_id, self.resource_type, reason)
