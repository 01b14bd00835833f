"""What AWS and the AWS provider have, and what of it mwaa_tf supports: docs/coverage.md, from tools/coverage.toml.

``python -m tools.coverage_docs`` writes it; with ``--check`` it writes nothing and fails where it is stale.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from mwaa_tf.mwaa import airflow_versions, environment_classes
from tools.documents import REPOSITORY, write_or_check

COVERAGE = Path(__file__).parent / "coverage.toml"
_FILE = REPOSITORY / "docs/coverage.md"

_INTRODUCTION = """\
# What of AWS is supported

What Amazon MWAA's API and the AWS provider have for environments, endpoints and resource shares, and where it is in
mwaa_tf. A key without another word is one of an environment in the [configuration](configuration.md). A test compares
these tables with botocore and with the newest provider schema that is known here, and fails by name for a member that
is in none of them.
"""

_TITLES = {"api": "API: CreateEnvironment, UpdateEnvironment, GetEnvironment"}


@dataclass(frozen=True, slots=True)
class Unsupported:
    """A member that mwaa_tf does not support."""

    reason: str
    link: str
    """A page of AWS or of the provider about the member."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Members of the API, or arguments of a resource type."""

    support: Mapping[str, str]
    """How each supported member is set or read."""
    unsupported: Mapping[str, Unsupported]

    @property
    def members(self) -> set[str]:
        """All members, supported or not."""
        return {*self.support, *self.unsupported}


def coverage() -> dict[str, Coverage]:
    """The tables of tools/coverage.toml: ``api``, and one for each resource type."""
    tables = tomllib.loads(COVERAGE.read_text("utf-8"))
    return {
        name: Coverage(
            table.get("support", {}),
            {member: Unsupported(**entry) for member, entry in table.get("unsupported", {}).items()},
        )
        for name, table in tables.items()
    }


def documents() -> Iterator[tuple[Path, str]]:
    """The page, with what it should hold."""
    sections = [_section(_TITLES.get(name, f"Resource {name}"), table) for name, table in coverage().items()]
    yield _FILE, "\n".join([_INTRODUCTION, *sections, _versions(), _classes()])


def _section(title: str, table: Coverage) -> str:
    rows = [f"| `{member}` | {how} |" for member, how in table.support.items()]
    rows += [
        f"| `{member}` | not supported: {entry.reason} ([source]({entry.link})) |"
        for member, entry in table.unsupported.items()
    ]
    lines = ["| member | in mwaa_tf |", "| --- | --- |", *sorted(rows)] if rows else ["It has no arguments."]
    return "\n".join([f"## {title}", "", *lines, ""])


def _versions() -> str:
    page = "https://docs.aws.amazon.com/mwaa/latest/userguide/airflow-versions.html"
    rows = [
        f"| {release.version} | "
        + (f"not supported: AWS ended its support on {release.end_of_support} ([source]({page})) |"
           if release.end_of_support else "`airflow_version` |")
        for release in airflow_versions.RELEASES.values()
    ]  # fmt: skip
    return "\n".join(["## Versions of Airflow", "", "| version | in mwaa_tf |", "| --- | --- |", *rows, ""])


def _classes() -> str:
    rows = [f"| {name} | `environment_class` |" for name in environment_classes.CLASSES]
    return "\n".join(["## Environment classes", "", "| class | in mwaa_tf |", "| --- | --- |", *rows, ""])


if __name__ == "__main__":
    sys.exit(write_or_check(documents(), sys.argv[1:]))
