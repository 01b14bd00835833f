"""Environment classes and their limits (MWAA user guide, environment-class; API reference, CreateEnvironment)."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct


class Limits(Struct, frozen=True):
    """The least and the most of something."""

    least: int
    most: int

    def __contains__(self, count: object) -> bool:
        return isinstance(count, int) and self.least <= count <= self.most

    def __str__(self) -> str:
        return str(self.least) if self.least == self.most else f"{self.least} to {self.most}"


class EnvironmentClass(Struct, frozen=True):
    """What an environment of a class can do."""

    name: str
    dags: int
    """How many DAGs AWS recommends at the most."""
    tasks_per_worker: int
    """Concurrent tasks of a worker, by default."""
    schedulers: Limits = Limits(2, 5)
    webservers: Limits = Limits(2, 5)

    @property
    def default_schedulers(self) -> int:
        """What MWAA starts where a request names no number."""
        return self.schedulers.least

    @property
    def default_webservers(self) -> int:
        """The least and the most web servers where a request names no number."""
        return self.webservers.least

    @property
    def default_max_workers(self) -> int:
        """The most workers where a request names no number; a class with one web server does not scale at all."""
        return 1 if self.webservers.most == 1 else DEFAULT_MAX_WORKERS


_ONE = Limits(1, 1)

CLASSES: Mapping[str, EnvironmentClass] = {
    environment_class.name: environment_class
    for environment_class in (
        EnvironmentClass("mw1.micro", 25, 3, schedulers=_ONE, webservers=_ONE),
        EnvironmentClass("mw1.small", 50, 5),
        EnvironmentClass("mw1.medium", 250, 10),
        EnvironmentClass("mw1.large", 1000, 20),
        EnvironmentClass("mw1.xlarge", 2000, 40),
        EnvironmentClass("mw1.2xlarge", 4000, 80),
    )
}
"""By name, the smallest first."""

DEFAULT = "mw1.small"
"""What an environment gets that names no class."""

DEFAULT_MIN_WORKERS, DEFAULT_MAX_WORKERS = 1, 10


def next_larger(name: str) -> str | None:
    """The class after ``name``; None for the largest, and for one that is not in the table."""
    names = list(CLASSES)
    place = names.index(name) + 1 if name in names else len(names)
    return names[place] if place < len(names) else None
