"""A deployment of one environment on a local AWS, in its rendered workspaces, which tests may bring into trouble."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from mwaa_tf import Deployment, render_deployment
from mwaa_tf.blueprint import build_blueprint
from mwaa_tf.lifecycle import HandshakeError, handshakes, wait_until_available, watch_environments
from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.calls import user_agent_token
from mwaa_tf.local_aws.clock import clock
from mwaa_tf.local_aws.services.mwaa.environment import LocalEnvironment
from mwaa_tf.local_aws.services.mwaa.models import mwaa_backends
from mwaa_tf.mwaa.status import Status
from mwaa_tf.terraform import RootModule, Terraform, TerraformError

NETWORK, ENVIRONMENT, ENDPOINTS = "1-network", "2-environments/data-etl", "3-endpoints/data-etl"

#: `init` may have to reach a registry, which has TLS; the local AWS, a proxy for everything else, has none.
_REGISTRY = {name: os.environ.get(name, "") for name in ("HTTPS_PROXY", "https_proxy")}


@dataclass(frozen=True)
class Deployed:
    """The workspaces below ``folder``, and the AWS that they are applied to."""

    local: LocalAws
    terraform: Terraform
    deployment: Deployment
    folder: Path

    @property
    def owner(self) -> str:
        return self.deployment.owner.account_id

    @property
    def participant(self) -> str:
        return self.deployment.participants[0].account_id

    @property
    def name(self) -> str:
        """The environment's name in AWS."""
        return f"{self.deployment.name}-data-etl"

    def client(self, service: str, account_id: str) -> Any:
        return self.local.client(service, account_id)

    def module(self, workspace: str, account_id: str | None = None) -> RootModule:
        """A workspace with the credentials of its account, or of another one; initialised."""
        mine = self.participant if workspace.startswith("2-") else self.owner
        module = RootModule(self.terraform, self.folder / workspace, self._environ(workspace, account_id or mine))
        if not (module.folder / ".terraform").exists():
            module.init(_REGISTRY)
        return module

    def apply(self, workspace: str, account_id: str | None = None) -> None:
        self.module(workspace, account_id).apply()

    def refusal(self, workspace: str, account_id: str | None = None) -> str:
        """What Terraform says when it will not apply a workspace."""
        try:
            self.apply(workspace, account_id)
        except TerraformError as error:
            return " ".join(str(error).split())
        raise AssertionError(f"{workspace} was applied")

    def network(self) -> dict[str, Any]:
        return self.module(NETWORK).outputs()

    def environment(self) -> dict[str, Any]:
        """What MWAA says of the environment."""
        answer: dict[str, Any] = self.client("mwaa", self.participant).get_environment(Name=self.name)["Environment"]
        return answer

    def status(self) -> str:
        return str(self.environment()["Status"])

    def pending_since(self) -> datetime:
        """When the environment became PENDING, on the clock of the local AWS; MWAA does not tell it."""
        region = self.deployment.region
        environment: LocalEnvironment = mwaa_backends[self.participant][region].get_environment(self.name)
        assert environment.status is Status.PENDING
        return environment.since

    def pass_by(self, **duration: float) -> None:
        """Let AWS time pass: ``pass_by(minutes=8)``."""
        clock.advance(timedelta(**duration))

    def waiting_ends_with(self) -> str:
        """What our own wait for AVAILABLE says of the environment; nothing where it is."""
        plan = build_blueprint(self.deployment)
        waiting = handshakes(plan)

        def environ(workspace: Any) -> Mapping[str, str]:
            return self.local.environment(workspace.account.account_id)

        with watch_environments(waiting, environ, interval=0.1) as watch:
            assert watch.wait(lambda seen: all(each.environment for each in seen.values()), timeout=60)
            try:
                wait_until_available(watch, waiting, environ, timeout=timedelta(seconds=0.2))
            except HandshakeError as error:
                return str(error)
        return ""

    def pend(self) -> dict[str, Any]:
        """An environment in PENDING whose endpoints were never tried, made by its workspace; what MWAA says of it."""
        mwaa = self.client("mwaa", self.participant)
        if self.name in mwaa.list_environments()["Environments"]:
            environment = self.environment()
            endpoint_ids = [endpoint["VpcEndpointId"] for endpoint in self.endpoints(environment)]
            if environment["Status"] == "PENDING" and not endpoint_ids:
                return environment
            # As AWS advises for one in CREATE_FAILED: delete it and create it again. A busy one cannot be deleted.
            while Status(self.status()).is_busy:
                self.pass_by(minutes=10)
            mwaa.delete_environment(Name=self.name)
            self.client("ec2", self.owner).delete_vpc_endpoints(VpcEndpointIds=endpoint_ids)
            self.pass_by(hours=1)
        self.apply(ENVIRONMENT)
        environment = self.environment()
        assert environment["Status"] == "PENDING"
        return environment

    def endpoints(self, environment: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The owner's endpoints to the services of the environment."""
        services = [environment[key] for key in ("DatabaseVpcEndpointService", "WebserverVpcEndpointService")]
        found: list[dict[str, Any]] = self.client("ec2", self.owner).describe_vpc_endpoints(
            Filters=[{"Name": "service-name", "Values": services}]
        )["VpcEndpoints"]
        return found

    @contextmanager
    def edited(self, workspace: str, old: str, new: str) -> Iterator[None]:
        """A file of the workspace as somebody changed it by hand: ``new`` in place of ``old``."""
        (path,) = [path for path in (self.folder / workspace).glob("*.tf") if old in path.read_text(encoding="utf-8")]
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(old, new), encoding="utf-8")
        try:
            yield
        finally:
            path.write_text(text, encoding="utf-8")

    def copy(self, workspace: str, name: str) -> str:
        """The workspace once more, beside it, with an empty state."""
        copied = str(Path(workspace).parent / name)
        made = shutil.ignore_patterns(".terraform", "*.tfstate*")
        shutil.copytree(self.folder / workspace, self.folder / copied, ignore=made)
        return copied

    def _environ(self, workspace: str, account_id: str) -> dict[str, str]:
        return {**self.local.environment(account_id), "TF_APPEND_USER_AGENT": user_agent_token(workspace)}


def rendered(local: LocalAws, terraform: Terraform, deployment: Deployment, folder: Path) -> Deployed:
    """The workspaces as `render` writes them; nothing is applied yet."""
    return Deployed(local, terraform, deployment, render_deployment(deployment, folder).folder)
