"""``python -m tools.rehearse_upgrade REVISION CONFIG...``: does rendering again change resources?

Each configuration is rendered with the code and the modules of ``REVISION`` and applied on a local AWS. Then it is
rendered with those of the working tree, into the same folder, and every workspace is planned. Each change of a resource
or an output is printed with its address, and the exit code is 1. Takes some minutes per configuration.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

from mwaa_tf.blueprint import Stage, build_blueprint
from mwaa_tf.config import ConfigError, Deployment, load
from mwaa_tf.lifecycle import Lifecycle, Outcome, handshakes, wait_until_available, watch_environments
from mwaa_tf.local_aws.local_aws import LocalAws, without_aws
from mwaa_tf.rehearsal.prepare.environments import create_environments, not_available, prepare_environments
from mwaa_tf.rehearsal.prepare.existing import create_existing
from mwaa_tf.rehearsal.prepare.network import create_security_groups
from mwaa_tf.rehearsal.prepare.organization import local_aws_for, prepare_for
from mwaa_tf.rehearsal.run import AVAILABLE_TIMEOUT
from mwaa_tf.rehearsal.variables import environ_of, init_environ
from mwaa_tf.terraform import Terraform
from tools.documents import REPOSITORY
from tools.revisions import check_out, render_with


def main(arguments: list[str]) -> int:
    """The command."""
    if len(arguments) < 2 or arguments[0].startswith("-"):
        print(__doc__, file=sys.stderr)
        return 2
    revision, *configs = arguments
    changes: list[str] = []
    with tempfile.TemporaryDirectory(prefix="mwaa_tf-upgrade-") as scratch:
        before = check_out(revision, Path(scratch) / "before")
        for number, config in enumerate(configs):
            upgraded = list(upgrade(before, Path(config).resolve(), Path(scratch) / str(number)))
            print("\n".join(upgraded) or f"{config}: no change of any resource since {revision}")
            changes += upgraded
    return 1 if changes else 0


def upgrade(before: Path, config: Path, output: Path) -> Iterator[str]:
    """Apply ``config`` as the checkout ``before`` renders it, and yield what the present rendering would change."""
    try:
        deployment = load(config)
    except ConfigError as error:
        raise SystemExit(str(error)) from error
    if deployment.state.backend == "hcp":
        raise SystemExit(f"{config}: states in HCP Terraform cannot be rehearsed")
    render_with(before, _config_before(before, config), output)
    with ExitStack() as stack:
        terraform = stack.enter_context(
            Terraform(without_aws(os.environ), aws_provider=build_blueprint(deployment).aws_provider)
        )
        local = stack.enter_context(local_aws_for(deployment))
        failures = _apply(_lifecycle(terraform, local, deployment, output), local, deployment)
        if failures:
            raise SystemExit("\n".join(failures))
        render_with(REPOSITORY, config, output)
        yield from _changes(_lifecycle(terraform, local, deployment, output).plan())


def _config_before(before: Path, config: Path) -> Path:
    """The configuration as it was in ``before``, where it is in the repository: keys may have been renamed since."""
    if config.is_relative_to(REPOSITORY) and (old := before / config.relative_to(REPOSITORY)).is_file():
        return old
    return config


def _lifecycle(terraform: Terraform, local: LocalAws, deployment: Deployment, output: Path) -> Lifecycle:
    return Lifecycle(
        terraform,
        build_blueprint(deployment),
        output / deployment.name,
        environ=environ_of(local),
        init_environ=init_environ(os.environ),
        jobs=os.cpu_count() or 1,
    )


def _apply(lifecycle: Lifecycle, local: LocalAws, deployment: Deployment) -> list[str]:
    """Apply all stages, waiting for environments before the last one. Returns what failed."""
    prepare_for(local, deployment)
    create_existing(local, deployment)
    prepare_environments(local, deployment)
    outcomes = lifecycle.apply(until=Stage.NETWORK)
    # Groups and environments that Terraform does not manage stand in subnets that stage 1 shares.
    create_security_groups(local, deployment)
    unmanaged = create_environments(local, deployment)
    outcomes += lifecycle.apply(since=Stage.ENVIRONMENTS, until=Stage.ENDPOINTS)
    if failures := _failures(outcomes):
        return failures
    waiting = handshakes(lifecycle.blueprint)
    with watch_environments(waiting, environ_of(local), interval=0.25) as watch:
        wait_until_available(watch, waiting, environ_of(local), timeout=AVAILABLE_TIMEOUT)
    outcomes = lifecycle.refresh([handshake.environment.path for handshake in waiting])
    outcomes += lifecycle.apply(since=Stage.ACCESS)
    return not_available(local, unmanaged, AVAILABLE_TIMEOUT.total_seconds()) + _failures(outcomes)


def _failures(outcomes: Iterable[Outcome]) -> list[str]:
    return [f"{outcome.workspace}: {failure}" for outcome in outcomes for failure in outcome.failures]


def _changes(outcomes: tuple[Outcome, ...]) -> Iterator[str]:
    yield from _failures(outcomes)
    for outcome in outcomes:
        if outcome.plan:
            for change in outcome.plan.changes:
                yield f"{outcome.workspace}: would {change.action} {change.address}"
            for name in outcome.plan.outputs:
                yield f"{outcome.workspace}: output {name} would change"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
