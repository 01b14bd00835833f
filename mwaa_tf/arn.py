"""Amazon Resource Names (AWS General Reference, aws-arns-and-namespaces)."""

from __future__ import annotations

from msgspec import Struct


class Arn(Struct, frozen=True):
    """The six fields of an ARN. Region and account are empty where a service leaves them out."""

    partition: str
    service: str
    region: str
    account_id: str
    resource: str
    """Everything after the fifth colon, such as ``role/ci/terraform`` or ``log-group:airflow-etl-Task:*``."""

    @classmethod
    def parse(cls, text: str) -> Arn:
        """The fields of ``text``. Raises :class:`ValueError` for text that is no ARN."""
        prefix, *fields = text.split(":", 5)
        if prefix != "arn" or len(fields) != 5 or not (fields[0] and fields[1] and fields[4]):
            raise ValueError(f"{text!r} is not an ARN: arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE")
        return cls(*fields)

    @classmethod
    def find(cls, text: str) -> Arn | None:
        """Like :meth:`parse`, with None for text that is no ARN."""
        try:
            return cls.parse(text)
        except ValueError:
            return None

    @property
    def resource_type(self) -> str:
        """What stands before the first ``/`` or ``:`` of the resource; empty where nothing does, as with S3."""
        cut = _first_separator(self.resource)
        return self.resource[:cut] if cut >= 0 else ""

    @property
    def resource_id(self) -> str:
        """What stands behind the first ``/`` or ``:`` of the resource, paths included; else the whole resource."""
        return self.resource[_first_separator(self.resource) + 1 :]

    @property
    def resource_name(self) -> str:
        """The last part of a resource that has a path: ``terraform`` of ``role/ci/terraform``."""
        return self.resource.rpartition("/")[2]

    def __str__(self) -> str:
        return f"arn:{self.partition}:{self.service}:{self.region}:{self.account_id}:{self.resource}"


def _first_separator(resource: str) -> int:
    return min((place for place in (resource.find("/"), resource.find(":")) if place >= 0), default=-1)
