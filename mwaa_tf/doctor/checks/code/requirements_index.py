"""Where packages come from in a VPC without internet."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.code._requirements import RequirementsFile
from mwaa_tf.doctor.checks.code._shared import requirements_of
from mwaa_tf.doctor.finding import Issue, failure, passed
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa.code import PLUGINS_FOLDER

_ANYWHERE = "0.0.0.0/0"


@check(
    "code.requirements-index",
    title="Requirements can be installed without internet where there is none",
    fix=f"Put wheels into plugins.zip and `--no-index` and `--find-links {PLUGINS_FOLDER}` into requirements.txt, or "
    "give the subnets a NAT gateway",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/best-practices-dependencies.html",
    reads=("code", "network"),
    covers=(
        "runbook AWSSupport-ValidateMWAADependencies: RunCommands: wheel files",
        "guide: t-create-update-environment#t-requirements",
    ),
)
def requirements_index(view: EnvironmentView) -> Iterator[Issue]:
    """Where a subnet has no route to the internet, requirements come from wheels in plugins.zip or an own index.

    pip otherwise waits for PyPI until MWAA ends it after nine minutes, and Airflow starts without the packages.
    """
    requirements = requirements_of(view)
    if requirements is None or not requirements[1].requirements:
        yield passed("nothing is required")
        return
    path, contents = requirements
    if contents.values("--index-url") or contents.values("--extra-index-url"):
        yield passed("the requirements have an index of their own, which is not looked at")
        return
    if not (remote := _remote(contents)):
        return
    for subnet_id in view.environment.value.subnet_ids:
        if not _reaches_internet(view, subnet_id):
            yield failure(f"{subnet_id} has no route to the internet, but {path} needs {remote}.", subject=path)
            return


def _remote(contents: RequirementsFile) -> str:
    """What is fetched from the internet; empty for nothing."""
    if any("://" in line.value for line in contents.values("--constraint")):
        return "a constraints file of the internet"
    if any("://" in line.address for line in contents.requirements):
        return "a file of the internet"
    if not contents.values("--no-index") and any(not line.address for line in contents.requirements):
        return "the Python Package Index"
    return ""


def _reaches_internet(view: EnvironmentView, subnet_id: str) -> bool:
    table = view.network.route_table_of(subnet_id)
    routes = table.routes if table else ()
    return any(route.destination == _ANYWHERE and route.state != "blackhole" for route in routes)
