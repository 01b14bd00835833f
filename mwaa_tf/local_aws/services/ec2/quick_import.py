"""Importing moto's EC2, which reads more than it needs, and takes longer than all else until the local AWS answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import PurePath
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import botocore.session  # type: ignore[import-untyped]
import moto.utilities.utils
import msgspec

from mwaa_tf.local_aws.botocore_data import data_loader


@contextmanager
def quick_import() -> Iterator[None]:
    """Import moto's EC2 in this block. What it then has is the same.

    It asks botocore for the regions of ``ec2`` in each of three partitions. botocore would read its endpoints for each,
    and the model of EC2, only to learn that EC2 has no other name among the endpoints (``metadata.endpointPrefix``).
    The types of instances are read as JSON by a faster reader, and where they are offered (91 files) once it is asked.
    """
    later: list[Offerings] = []
    load_resource = moto.utilities.utils.load_resource

    def load_or_wait(resource: str) -> Any:
        if PurePath(resource).parent.parent.name != "instance_type_offerings":
            return load_resource(resource)
        later.append(Offerings(load_resource, resource))
        return later[-1]

    get_service_data = botocore.session.Session.get_service_data

    def without_model(session: Any, service_name: str, api_version: str | None = None) -> Any:
        return {"metadata": {}} if service_name == "ec2" else get_service_data(session, service_name, api_version)

    with (
        patch.object(botocore.session.Session, "get_service_data", without_model),
        patch.object(botocore.session, "create_loader", lambda *_: data_loader()),
        patch.object(moto.utilities.utils, "json", SimpleNamespace(loads=msgspec.json.decode)),
        patch.object(moto.utilities.utils, "load_resource", load_or_wait),
    ):
        yield
    for offerings in later:
        offerings.are_complete = True


class Offerings(Sequence[dict[str, Any]]):
    """The types of instances that a region offers at a kind of location, read from moto's file when they are needed."""

    def __init__(self, load_resource: Callable[[str], Any], resource: str) -> None:
        self._load_resource = load_resource
        self._resource = resource
        self.are_complete = False
        """Until then there is nothing to see: an import would add the kind of location to each, as this does."""

    @cached_property
    def _items(self) -> list[dict[str, Any]]:
        kind = PurePath(self._resource).parent.name
        return [{**item, "LocationType": kind} for item in self._load_resource(self._resource)]

    def __len__(self) -> int:
        return len(self._items) if self.are_complete else 0

    def __getitem__(self, index: Any) -> Any:
        if not self.are_complete:
            raise IndexError(index)
        return self._items[index]
