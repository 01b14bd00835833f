"""The versions of packages in MWAA's images, for the preflight of upgrades: mwaa_tf/upgrade/preflight/constraints.json.

``python -m tools.airflow_constraints CLONE`` reads a clone of github.com/aws/amazon-mwaa-docker-images, and needs git.
Each image has Airflow's constraints file for its version, and the part of it that no requirements.txt can override
(images/airflow/VERSION/etc). Only names and versions are taken.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

from packaging.utils import canonicalize_name

from mwaa_tf.mwaa.airflow_versions import RELEASES
from tools.documents import REPOSITORY

FILE = REPOSITORY / "mwaa_tf/upgrade/preflight/constraints.json"

_FILES = {"airflow": "airflow_constraints.txt", "essential": "mwaa_essential_constraints.txt"}


def main(clone: str) -> None:
    """Write the file."""
    tables: dict[str, dict[str, dict[str, str]]] = {name: {} for name in _FILES}
    versions = [version for version in RELEASES if _text(clone, version, _FILES["airflow"])]
    for name, file in _FILES.items():
        for version in versions:
            for package, pin in _pins(_text(clone, version, file)):
                tables[name].setdefault(package, {})[version] = pin
    commit = subprocess.run(
        ["git", "-C", clone, "rev-parse", "HEAD"], capture_output=True, text=True, check=True
    ).stdout.strip()
    data = {
        "source": f"https://github.com/aws/amazon-mwaa-docker-images/tree/{commit}/images/airflow",
        "versions": versions,
    }
    lines = [f" {json.dumps(key)}: {json.dumps(value)}" for key, value in data.items()]
    lines += [f" {json.dumps(name)}: {{\n{_rows(table)}\n }}" for name, table in tables.items()]
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


def _text(clone: str, version: str, file: str) -> str:
    path = f"HEAD:images/airflow/{version}/etc/{file}"
    return subprocess.run(["git", "-C", clone, "show", path], capture_output=True, text=True, check=False).stdout


def _pins(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        name, separator, pin = line.partition("#")[0].strip().partition("==")
        if separator:
            yield canonicalize_name(name), pin.partition(";")[0].strip()


def _rows(table: dict[str, dict[str, str]]) -> str:
    return ",\n".join(f"  {json.dumps(name)}: {json.dumps(pins)}" for name, pins in sorted(table.items()))


if __name__ == "__main__":
    main(sys.argv[1])
