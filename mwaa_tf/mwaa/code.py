"""Code of environments: folders in the containers, limits, and constraints files.

MWAA user guide: best-practices-dependencies, connections-packages, configuring-dag-import-plugins, using-startup-
script. What it does not say is read in MWAA's images (aws/amazon-mwaa-docker-images, images/airflow).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

DAGS_FOLDER = "/usr/local/airflow/dags"
"""Where the containers have the DAG folder (MWAA user guide, configuring-dag-folder)."""

PLUGINS_FOLDER = "/usr/local/airflow/plugins"
"""Where the containers unpack plugins.zip."""

CONSTRAINTS_SINCE = (2, 7, 2)
"""Since this version of Airflow, MWAA applies its own constraints where requirements.txt has none."""

REQUIREMENTS_MINUTES = 9
"""How long the requirements may take to install (images, USER_REQUIREMENTS_MAX_INSTALL_TIME)."""

STARTUP_SCRIPT_MINUTES = 5
"""How long the startup script may run (images, STARTUP_SCRIPT_MAX_EXECUTION_TIME)."""

AIRFLOW_PACKAGES = ("apache-airflow", "apache-airflow-core")
"""Packages that MWAA installs in the version of the environment, and does not let requirements change."""

OWN_PACKAGES = (*AIRFLOW_PACKAGES, "watchtower")
"""Packages that MWAA installs itself after the requirements (MWAA user guide, connections-packages)."""

PROVIDER_PREFIX = "apache-airflow-providers-"
"""Begins the names of provider packages."""

IGNORE_SYNTAX_OPTION = "core.dag_ignore_file_syntax"
"""The option that says how ``.airflowignore`` is read: ``regexp`` or ``glob`` (Airflow, configuration reference)."""

IGNORE_SYNTAX_BY_MAJOR: Mapping[int, str] = {2: "regexp", 3: "glob"}
"""Its default, by the major version of Airflow (release notes of 3.0.0)."""

LAZY_PLUGINS_OPTION = "core.lazy_load_plugins"
"""The option that must be false for plugins that are loaded when each process starts."""

_CONSTRAINTS = re.compile(r"constraints-(\d+\.\d+\.\d+[^/]*)/constraints(?:-[a-z-]+)?-(\d+\.\d+)\.txt")

#: As MWAA searches requirements.txt for constraints, also in comments (images, _requirements_has_constraints).
_MENTIONS_CONSTRAINTS = re.compile(r"-c |--constraint ")


def relative_to_dags(path: str) -> str:
    """A file of the DAG folder as a path relative to it; Airflow 3.1 and later have it so already."""
    return path.removeprefix(f"{DAGS_FOLDER}/")


def constraints_address(airflow: str, python: str) -> str:
    """The address of the constraints file that Airflow publishes for a version and a Python."""
    return f"https://raw.githubusercontent.com/apache/airflow/constraints-{airflow}/constraints-{python}.txt"


def constraints_versions(address: str) -> tuple[str, str] | None:
    """The versions of Airflow and Python in an address like :func:`constraints_address`; None for another address."""
    match = _CONSTRAINTS.search(address)
    return (match[1], match[2]) if match else None


def mentions_constraints(requirements: str) -> bool:
    """Whether MWAA leaves out its own constraints because of ``requirements``."""
    return _MENTIONS_CONSTRAINTS.search(requirements) is not None
