"""An environment in a stack of one's own, beside other resources: an app for CDKTF.

Run it with ``python main.py``, or through ``cdktf synth``; the stacks are then in ``cdktf.out/stacks/``.
"""

from __future__ import annotations

from typing import Any

from cdktn import App, LocalBackend, TerraformOutput, TerraformProvider, TerraformResource, TerraformStack
from constructs import Construct

from mwaa_tf import Deployment
from mwaa_tf.config import Environment, Owner, Participant
from mwaa_tf.constructs import EndpointsStack, MwaaEnvironment, NetworkStack, PreparedDeployment, prepare

DEPLOYMENT = Deployment(
    name="analytics",
    region="us-east-1",
    owner=Owner(account_id="111111111111", role_arn="arn:aws:iam::111111111111:role/terraform"),
    participants=(
        Participant(
            name="data",
            account_id="222222222222",
            role_arn="arn:aws:iam::222222222222:role/terraform",
            environments=(Environment(name="etl"),),
        ),
    ),
)


class PipelineStack(TerraformStack):
    """The participant's own stack: its Airflow, and where other teams look up which one it is."""

    def __init__(self, scope: Construct, id: str, analytics: PreparedDeployment, network: NetworkStack) -> None:
        super().__init__(scope, id)
        (participant,) = DEPLOYMENT.participants
        LocalBackend(self, path=f"../../../terraform.{id}.tfstate")
        _provider(
            self,
            region=DEPLOYMENT.region,
            allowed_account_ids=[participant.account_id],
            assume_role=[{"role_arn": participant.role_arn}],
        )

        shared = network.modules["network"]
        environment = MwaaEnvironment(
            self,
            "airflow",
            analytics,
            "data-etl",
            network={
                "vpc_id": shared.get_string("vpc_id"),
                "private_subnet_ids": shared.get_list("private_subnet_ids"),
            },
        )
        self._module = environment.module
        # Anything can be changed the way it is everywhere in CDKTF.
        self._module.add_override("capacity.max_workers", 25)

        _resource(self, "aws_ssm_parameter", "registry", name="/analytics/airflow", type="String", value=self.arn)
        TerraformOutput(self, "environment_arn", value=self.arn, description="The environment.")

    @property
    def arn(self) -> str:
        """The environment's ARN, as a token."""
        return self._module.get_string("arn")

    @property
    def for_endpoints(self) -> dict[str, Any]:
        """What the owner needs for the endpoints, as tokens."""
        return {
            "database_vpc_endpoint_service": self._module.get_string("database_vpc_endpoint_service"),
            "webserver_vpc_endpoint_service": self._module.get_string("webserver_vpc_endpoint_service"),
            "security_group_reference": self._module.get_string("security_group_reference"),
            "subnet_ids": self._module.get_list("subnet_ids"),
        }


def _provider(stack: TerraformStack, **arguments: Any) -> None:
    provider = TerraformProvider(stack, "aws", terraform_resource_type="aws", terraform_provider_source="hashicorp/aws")
    stack.add_override("terraform.required_providers.aws", {"source": "hashicorp/aws", "version": ">= 5.68, < 7.0"})
    for name, value in arguments.items():
        provider.add_override(name, value)


def _resource(stack: TerraformStack, kind: str, id: str, /, **arguments: Any) -> None:
    resource = TerraformResource(stack, id, terraform_resource_type=kind)
    for argument, value in arguments.items():
        resource.add_override(argument, value)


def main() -> None:
    """Synthesize the three stacks."""
    app = App(outdir="cdktf.out")
    analytics = prepare(app, DEPLOYMENT)
    network = NetworkStack(app, "network", analytics)
    pipeline = PipelineStack(app, "pipeline", analytics, network)
    EndpointsStack(app, "endpoints", analytics, "data-etl", remote_values={"environment": pipeline.for_endpoints})
    app.synth()


if __name__ == "__main__":
    main()
