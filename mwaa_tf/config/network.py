"""The owner's network: created, or an existing one."""

from typing import Annotated, Any, Literal

from pydantic import Field

from mwaa_tf.config.base import ListOf, Model
from mwaa_tf.config.fields import Bool, Int, RouteTableId, SubnetCidr, SubnetId, VpcCidr, VpcId, ZoneId

#: Days that CloudWatch Logs can keep a log (PutRetentionPolicy of its API reference).
RETENTION_DAYS = (
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
)  # fmt: skip

#: One of them, for the editor; a rule says it with the list.
RetentionDays = Annotated[
    Int, Field(ge=1, le=RETENTION_DAYS[-1], json_schema_extra={"enum": list(RETENTION_DAYS)}, examples=[90])
]

#: For the editor only: the rules say it with the reason.
_TWO: dict[str, Any] = {"minItems": 2, "maxItems": 2}
_AT_MOST_TWO: dict[str, Any] = {"maxItems": 2}


class FlowLogs(Model):
    """Flow logs of the VPC, written to CloudWatch Logs."""

    enabled: Bool = False
    """Write flow logs."""
    retention_days: RetentionDays = 90
    """Days, one of those that CloudWatch Logs knows: 1, 3, 5, 7, 14, 30, 60, 90, …, 3653."""


class ExistingNetwork(Model):
    """An existing VPC, by ids."""

    vpc_id: VpcId
    """The VPC."""
    private_subnet_ids: Annotated[
        ListOf[SubnetId],
        Field(min_length=2, max_length=2, examples=[["subnet-0123456789abcdef0", "subnet-0fedcba9876543210"]]),
    ]
    """Exactly two private subnets in two zones. Their order must never change: it is that of the environments."""
    private_route_table_ids: ListOf[RouteTableId] = ()
    """The route tables of the private subnets; gateway endpoints are added there. Unset, the associated ones."""
    public_subnet_ids: ListOf[SubnetId] = ()
    """Public subnets, for a load balancer."""


class Network(Model):
    """The VPC. Unset, it is that of AWS's CloudFormation template (MWAA user guide, vpc-endpoint-management)."""

    cidr: VpcCidr = "10.192.0.0/16"
    """Addresses of the VPC, /16 to /28."""
    public_subnets: (
        Annotated[
            ListOf[SubnetCidr],
            Field(json_schema_extra=_AT_MOST_TWO, examples=[["10.192.10.0/24", "10.192.11.0/24"]]),
        ]
        | None
    ) = None
    """Two subnets, or none where `internet` is none. Unset: 10.192.10.0/24 and 10.192.11.0/24."""
    private_subnets: Annotated[
        ListOf[SubnetCidr], Field(json_schema_extra=_TWO, examples=[["10.192.20.0/24", "10.192.21.0/24"]])
    ] = (
        "10.192.20.0/24",
        "10.192.21.0/24",
    )
    """Exactly two subnets, which are shared and hold the environments."""
    availability_zone_ids: (
        Annotated[ListOf[ZoneId], Field(json_schema_extra=_TWO, examples=[["use1-az1", "use1-az2"]])] | None
    ) = None
    """Two zones by id (names differ between accounts). Unset: the first two of the region."""
    internet: Literal["nat_gateway_per_az", "single_nat_gateway", "none"] = "nat_gateway_per_az"
    """How the private subnets reach the internet."""
    flow_logs: FlowLogs = FlowLogs.model_construct()
    existing: ExistingNetwork | None = None
    """Use this VPC instead of creating one; no other network setting is allowed beside it."""

    @property
    def public_subnet_cidrs(self) -> tuple[str, ...]:
        """The public subnets that will be created."""
        if self.public_subnets is not None:
            return tuple(self.public_subnets)
        return () if self.internet == "none" else ("10.192.10.0/24", "10.192.11.0/24")
