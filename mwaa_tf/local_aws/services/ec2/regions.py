"""The regions that moto's EC2 has, which are those of botocore's endpoints."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.session import Session  # type: ignore[import-untyped]


@contextmanager
def without_service_model() -> Iterator[None]:
    """Import moto's EC2 in this block: it asks botocore for the regions of ``ec2`` in each partition.

    botocore would read the model of EC2 for that, which takes longer than all else until the local AWS answers, and
    only to learn that EC2 has no other name among the endpoints (``metadata.endpointPrefix``).
    """
    original = Session.get_service_data

    def get_service_data(session: Any, service_name: str, api_version: str | None = None) -> Any:
        return {"metadata": {}} if service_name == "ec2" else original(session, service_name, api_version)

    Session.get_service_data = get_service_data
    try:
        yield
    finally:
        Session.get_service_data = original
