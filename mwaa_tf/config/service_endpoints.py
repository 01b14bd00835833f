"""The endpoints of AWS services in the owner's VPC (MWAA user guide, vpc-vpe-create-access)."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from mwaa_tf.config.arns import Resource
from mwaa_tf.config.base import ListOf, Model
from mwaa_tf.config.fields import Bool, Text, matching
from mwaa_tf.mwaa.endpoint_services import REQUIRED

ServiceName = Annotated[
    Text,
    matching(
        "(?!com[.]amazonaws[.])[a-z0-9][a-z0-9.-]{0,99}",
        "the end of an endpoint service's name: ecs for com.amazonaws.REGION.ecs",
        example="secretsmanager",
    ),
]
Action = Annotated[
    Text,
    matching(
        "[a-z0-9-]+:[A-Za-z*?]+", "an action of IAM such as s3:GetObject or ecs:Describe*", example="s3:GetObject"
    ),
]


class Allow(Model):
    """What DAGs may do through one endpoint beyond what MWAA itself needs, as a statement of its policy."""

    service: ServiceName
    """The service, such as s3: one that has an endpoint."""
    actions: Annotated[ListOf[Action], Field(min_length=1)]
    """Actions of IAM such as s3:GetObject."""
    resources: Annotated[ListOf[Resource], Field(min_length=1)]
    """ARNs, which may have wildcards, or `*`."""


class ServiceEndpoints(Model):
    """Endpoints of the AWS services that environments call, shared by all environments of the VPC."""

    renamed_keys: ClassVar[Mapping[str, str]] = {"without": "exclude"}

    enabled: Bool | None = None
    """Create the endpoints. Unset: where `network.internet` is none."""
    policies: Literal["full_access", "restricted", "restricted_all"] = "full_access"
    """`restricted`: the endpoint of S3 allows only what the deployment's environments use. `restricted_all`: each
    endpoint does; untested on AWS."""
    additional: ListOf[ServiceName] = ()
    """Further services that the DAGs use: ecs, secretsmanager, sts, …; the end of com.amazonaws.REGION.ecs."""
    exclude: ListOf[ServiceName] = ()
    """Services without an endpoint, because the VPC already has one or the region does not offer it."""
    allow: ListOf[Allow] = ()
    """With restricted policies, what the DAGs may do beyond what MWAA itself needs."""
    unrestricted: ListOf[ServiceName] = ()
    """With restricted policies, services whose endpoint keeps the full-access policy."""

    @property
    def is_restricted(self) -> bool:
        """Whether any endpoint allows less than everything."""
        return self.policies != "full_access"

    @property
    def restricted_services(self) -> frozenset[str]:
        """The services whose endpoints allow less than everything, as the module `service-endpoints` has it.

        MWAA calls the required services by principals that AWS does not document; a policy for S3 is on its page
        vpc-security.
        """
        if self.policies == "restricted_all":
            return frozenset(self.enabled_services) - {*self.unrestricted}
        restricted = {"s3", *({allow.service for allow in self.allow} - {*REQUIRED})}
        return frozenset(restricted if self.is_restricted else ()) - {*self.unrestricted}

    @property
    def enabled_services(self) -> tuple[str, ...]:
        """The services that get an endpoint, in alphabetical order."""
        return tuple(sorted({*REQUIRED, *self.additional} - {*self.exclude}))
