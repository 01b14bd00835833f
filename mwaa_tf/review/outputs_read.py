"""Stand-in until :mod:`mwaa_tf.blueprint` has ``outputs_read``: then this file goes, and its importer reads that."""

from __future__ import annotations

from collections.abc import Mapping

from mwaa_tf.blueprint.stage import Stage

_OUTPUTS: Mapping[tuple[Stage, Stage], frozenset[str]] = {
    (Stage.ENVIRONMENTS, Stage.NETWORK): frozenset({"vpc_id", "private_subnet_ids"}),
    (Stage.ENDPOINTS, Stage.NETWORK): frozenset({"vpc_id", "private_subnet_ids"}),
    (Stage.ACCESS, Stage.NETWORK): frozenset({"vpc_id", "private_subnet_ids", "public_subnet_ids", "vpc_cidr_block"}),
    (Stage.ENDPOINTS, Stage.ENVIRONMENTS): frozenset(
        {"database_vpc_endpoint_service", "webserver_vpc_endpoint_service", "security_group_reference", "subnet_ids"}
    ),
    (Stage.ACCESS, Stage.ENVIRONMENTS): frozenset({"webserver_url"}),
    (Stage.ACCESS, Stage.ENDPOINTS): frozenset({"security_group_id", "webserver_dns_name", "webserver_endpoint_ips"}),
}


def outputs_read(consumer: Stage, producer: Stage) -> frozenset[str]:
    """The outputs of a workspace of ``producer`` that a workspace of ``consumer`` may read."""
    return _OUTPUTS.get((consumer, producer), frozenset())
