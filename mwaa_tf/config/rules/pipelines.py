"""Pipelines: states that jobs reach, and credentials that are those of the job."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.config.owner import Owner
from mwaa_tf.config.participant import Participant
from mwaa_tf.config.pipelines._jobs import JobEngine
from mwaa_tf.config.rule import Breach, Path, rule
from mwaa_tf.config.unchecked import UncheckedDeployment
from mwaa_tf.installation import REQUIREMENT
from mwaa_tf.text import join_words


@rule("pipelines-state", reads=("state.backend", "pipelines"))
def state(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """The jobs of an engine reach the states: a runner's disk is empty at the beginning of each job."""
    for name, engine in deployment.pipelines.enabled.items():
        if (backend := deployment.state.backend) not in engine.state_backends:
            allowed = join_words([f"state.backend: {allowed}" for allowed in engine.state_backends], "or")
            yield ("pipelines", name), f"does not work with state.backend: {backend}; allowed is {allowed}"


@rule(
    "pipelines-credentials",
    reads=("pipelines", "owner.role_arn", "owner.profile", "participants[*].role_arn", "participants[*].profile"),
)
def credentials(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """Terraform uses the credentials of its job: a role that it assumed itself would apply in jobs that only plan."""
    engines = [name for name, engine in deployment.pipelines.enabled.items() if engine.takes_identities]
    if not engines:
        return
    pipelines = join_words([f"pipelines.{name}" for name in engines])
    accounts: list[tuple[Path, Owner | Participant]] = [(("owner",), deployment.owner)]
    accounts += [(("participants", index), account) for index, account in enumerate(deployment.participants)]
    for path, account in accounts:
        if account.role_arn:
            message = f"would be assumed in every job, also where only a plan is allowed; with {pipelines} leave it out"
            yield (*path, "role_arn"), f"{message} and name it as apply_role"
        if account.profile:
            yield (*path, "profile"), f"does not exist where jobs run; with {pipelines} leave it out"


@rule("pipelines-install", reads=("pipelines",))
def install(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """What jobs install runs with roles that apply: a package of that name in an index may be another one."""
    for name, engine in deployment.pipelines.enabled.items():
        if isinstance(engine, JobEngine) and engine.install is None:
            message = "install is required: mwaa_tf is in no package index, where its name may be another package"
            yield ("pipelines", name), f"{message}; name where jobs get it from, such as install: {REQUIREMENT}"
