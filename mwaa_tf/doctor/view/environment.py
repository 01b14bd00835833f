"""The environment itself, as GetEnvironment answers it or a plan has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mwaa_tf.doctor.reading import Reading
from mwaa_tf.mwaa.access_modes import AccessMode
from mwaa_tf.mwaa.status import Status


@dataclass(frozen=True, slots=True)
class LastUpdateFacts:
    """The last change of an environment."""

    status: str = ""
    """``SUCCESS``, ``PENDING`` or ``FAILED``."""
    source: str = ""
    created_at: datetime | None = None
    error_code: str = ""
    error_message: str = ""


@dataclass(frozen=True, slots=True)
class LogSetting:
    """The logs of one component."""

    enabled: bool | None
    """None where the answer does not say it."""
    level: str
    group_arn: str
    """Empty where the answer has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvironmentFacts:
    """An environment. What the API does not answer is empty or None; of a plan, so is what is known after the apply."""

    name: str
    arn: str
    status: str
    """As MWAA says it; empty for one that is only planned."""
    airflow_version: str
    environment_class: str
    access_mode: str
    endpoint_management: str
    """``CUSTOMER`` or ``SERVICE``."""
    subnet_ids: tuple[str, ...]
    security_group_ids: tuple[str, ...]
    execution_role_arn: str
    bucket_arn: str
    dags_path: str
    kms_key: str
    """As it was given; empty for a key that AWS owns."""
    requirements_path: str = ""
    requirements_version: str = ""
    plugins_path: str = ""
    plugins_version: str = ""
    startup_script_path: str = ""
    startup_script_version: str = ""
    options: Reading[Mapping[str, str]] = field(default_factory=lambda: Reading.of({}, ""))
    """Airflow configuration options. They may hold secrets: never show a value."""
    logs: Mapping[str, LogSetting] = field(default_factory=dict)
    """By component, as the API names it: ``SchedulerLogs``."""
    min_workers: int | None = None
    max_workers: int | None = None
    schedulers: int | None = None
    min_webservers: int | None = None
    max_webservers: int | None = None
    webserver_url: str = ""
    """Host name, without a scheme."""
    database_service: str = ""
    """Name of the endpoint service of the metadata database; empty as long as there is none."""
    webserver_service: str = ""
    celery_queue_arn: str = ""
    maintenance_window: str = ""
    """When the weekly one begins, ``SUN:03:30`` in UTC; empty where it is not known."""
    service_role_arn: str = ""
    created_at: datetime | None = None
    last_update: LastUpdateFacts = LastUpdateFacts()
    unrecognized: tuple[str, ...] = ()
    """Members of the answer that this version of mwaa_tf does not know."""
    answer: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """The answer of GetEnvironment, or the planned values."""

    @property
    def known_status(self) -> Status | None:
        """The status; None for one that this version of mwaa_tf does not know, and for none."""
        return Status.parse(self.status)

    @property
    def is_ready(self) -> bool:
        """Whether it is ready to use, also after an update that failed."""
        return bool(self.known_status and self.known_status.is_ready)

    @property
    def known_access_mode(self) -> AccessMode | None:
        """The access mode; None for one that this version of mwaa_tf does not know."""
        return AccessMode(self.access_mode) if self.access_mode in set(AccessMode) else None

    @property
    def airflow_major(self) -> int | None:
        """The major version of Airflow; None where it is not known."""
        major = self.airflow_version.partition(".")[0]
        return int(major) if major.isdecimal() else None
