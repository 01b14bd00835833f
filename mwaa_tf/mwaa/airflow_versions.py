"""Versions of Apache Airflow on MWAA (MWAA user guide, airflow-versions)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

AS_OF = "September 2026"
"""When AWS's page was read."""


class AirflowRelease(Struct, frozen=True):
    """A version of Airflow that MWAA offers or offered."""

    version: str
    python: str
    """The Python that runs it on MWAA (same page, "Python version"; aws/amazon-mwaa-docker-images, PYTHON_VERSION)."""
    end_of_support: date | None = None
    """The last day of support; None where AWS has not announced one. After it, no environment can be created."""

    @property
    def numbers(self) -> tuple[int, ...]:
        """``2.10.3`` as ``(2, 10, 3)``, to compare by."""
        return numbers(self.version)


def numbers(version: str) -> tuple[int, ...]:
    """``2.10.3`` as ``(2, 10, 3)``. Raises :class:`ValueError` for text that is no dotted number."""
    return tuple(int(part) for part in version.split("."))


#: When AWS ended the support of 2.4.3, 2.5.1 and 2.6.3.
_END_OF_2_4_TO_2_6 = date(2025, 12, 30)

RELEASES: Mapping[str, AirflowRelease] = {
    release.version: release
    for release in (
        AirflowRelease("3.3.1", "3.12"),
        AirflowRelease("3.2.1", "3.12"),
        AirflowRelease("3.0.6", "3.12"),
        AirflowRelease("2.11.2", "3.12"),
        AirflowRelease("2.11.0", "3.12"),
        AirflowRelease("2.10.3", "3.11"),
        AirflowRelease("2.10.1", "3.11"),
        AirflowRelease("2.9.2", "3.11"),
        AirflowRelease("2.8.1", "3.11"),
        AirflowRelease("2.7.2", "3.11"),
        AirflowRelease("2.6.3", "3.10", _END_OF_2_4_TO_2_6),
        AirflowRelease("2.5.1", "3.10", _END_OF_2_4_TO_2_6),
        AirflowRelease("2.4.3", "3.10", _END_OF_2_4_TO_2_6),
    )
}
"""By version, the latest first."""

OFFERED = tuple(release.version for release in RELEASES.values() if release.end_of_support is None)
"""The versions that an environment can be created with, the latest first."""

LATEST = OFFERED[0]
"""What an environment gets that names no version."""

MAJOR_CHANGES_FROM = next(version for version in RELEASES if version.startswith("2.11."))
"""The one version of 2.x that an environment is upgraded to 3.x from (MWAA user guide, upgrading-environment)."""


def can_change_in_place(current: str, requested: str) -> bool:
    """Whether UpdateEnvironment takes an environment from version ``current`` to ``requested``.

    Within 2.x and within 3.x, up and down; from the latest 2.11.x to 3.x, and from 3.x back to 2.11.x (MWAA user guide,
    upgrading-environment). That 2.11.x other than the latest is refused for 3.x is inferred from "first".
    """
    before, after = numbers(current), numbers(requested)
    if before[0] == after[0]:
        return True
    if (before[0], after[0]) == (2, 3):
        return current == MAJOR_CHANGES_FROM
    return before[0] == 3 and after[:2] == (2, 11)


def python_of(version: str) -> str | None:
    """``3.12``, the Python of Airflow ``version`` on MWAA; None for a version that is not in the table."""
    release = RELEASES.get(version)
    return release.python if release else None
