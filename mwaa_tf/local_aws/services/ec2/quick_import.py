"""Importing moto's EC2, which reads more than it needs, and takes longer than all else until the local AWS answers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import botocore.session  # type: ignore[import-untyped]
import moto.utilities.utils
import msgspec

from mwaa_tf.local_aws.clients import data_loader


@contextmanager
def quick_import() -> Iterator[None]:
    """Import moto's EC2 in this block. What it then has is the same.

    It asks botocore for the regions of ``ec2`` in each of three partitions. botocore would read its endpoints for each,
    and the model of EC2, only to learn that EC2 has no other name among the endpoints (``metadata.endpointPrefix``).
    The lists of types of instances are read as JSON by a faster reader.
    """
    get_service_data = botocore.session.Session.get_service_data

    def without_model(session: Any, service_name: str, api_version: str | None = None) -> Any:
        return {"metadata": {}} if service_name == "ec2" else get_service_data(session, service_name, api_version)

    with (
        patch.object(botocore.session.Session, "get_service_data", without_model),
        patch.object(botocore.session, "create_loader", lambda *_: data_loader()),
        patch.object(moto.utilities.utils, "json", SimpleNamespace(loads=msgspec.json.decode)),
    ):
        yield
