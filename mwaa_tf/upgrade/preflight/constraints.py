"""The versions of packages that an MWAA image of an Airflow version has, as far as AWS publishes them.

constraints.json is made by tools/airflow_constraints.py from AWS's images (aws/amazon-mwaa-docker-images,
images/airflow/VERSION/etc): airflow_constraints.txt, Airflow's own constraints file for that version and MWAA's Python,
and mwaa_essential_constraints.txt, the part of it that pip always gets (bin/airflow-user/safe-pip-install).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("constraints.json")


def is_known(airflow: str) -> bool:
    """Whether the pins of that version of Airflow are in the table."""
    return airflow in _data()["versions"]


def constrained(package: str, airflow: str) -> str | None:
    """The version of ``package`` in Airflow's constraints, by its canonical name; None for one that they leave open."""
    return _pin("airflow", package, airflow)


def essential(package: str, airflow: str) -> str | None:
    """The version of ``package`` that no requirements.txt can override; None for one that it can."""
    return _pin("essential", package, airflow)


def source() -> str:
    """Where the table was read: an address."""
    return str(_data()["source"])


def _pin(table: str, package: str, airflow: str) -> str | None:
    versions: Mapping[str, str] = _data()[table].get(package, {})
    return versions.get(airflow)


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(_FILE.read_text("utf-8"))
    return data
