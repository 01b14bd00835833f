"""Resources with data that are deleted, of any provider."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from mwaa_tf.review.changes import values_before
from mwaa_tf.review.model import Action, PlanReview, ReviewedChange
from mwaa_tf.review.phrasing import quoted
from mwaa_tf.review.risk import Severity
from mwaa_tf.review.risks import RiskFinding, risk

#: What is lost, by the type of the resource. KMS keys have a rule of their own.
_DATA: Mapping[str, tuple[Severity, str]] = {
    r"aws_mwaa_environment": (
        "high",
        "the environment with the history of all its runs, variables and connections",
    ),
    r"aws_s3_(bucket|directory_bucket)": ("high", "a bucket with all its objects and versions"),
    r"aws_s3_(bucket_)?object(_copy)?": ("low", "an object of a bucket"),
    r"aws_(db_instance|rds_cluster|rds_cluster_instance|rds_global_cluster)": ("high", "a database"),
    r"aws_(docdb|neptune|redshift|dax|msk)_(cluster|global_cluster)|aws_elasticache_(cluster|replication_group)|"
    r"aws_memorydb_cluster|aws_elasticache_serverless_cache|aws_timestreamwrite_(database|table)|"
    r"aws_keyspaces_(keyspace|table)": ("high", "a data store"),
    r"aws_redshiftserverless_namespace": ("high", "a data store"),
    r"aws_(opensearch|elasticsearch)_domain|aws_opensearchserverless_collection": ("high", "a search domain"),
    r"aws_(db|rds|docdb|neptune|redshift|ebs)_(cluster_)?snapshot(_copy)?": ("high", "a snapshot"),
    r"aws_dynamodb_(table|global_table)": ("high", "a table"),
    r"aws_efs_file_system|aws_fsx_\w*file_system|aws_fsx_ontap_volume|aws_fsx_openzfs_volume": (
        "high",
        "a file system",
    ),
    r"aws_ebs_volume": ("high", "a volume"),
    r"aws_backup_vault|aws_glacier_vault": ("high", "a vault with its backups"),
    r"aws_cloudwatch_log_group": ("medium", "a log group with all its events"),
    r"aws_secretsmanager_secret": ("high", "a secret with all its versions"),
    r"aws_ssm_parameter": ("medium", "a parameter with its history"),
    r"aws_ecr(public)?_repository": ("medium", "a repository with its images"),
    r"aws_codecommit_repository": ("high", "a repository with its history"),
    r"aws_sqs_queue|aws_kinesis_stream": ("medium", "a queue with its unread messages"),
    r"aws_cognito_user_pool": ("high", "a user pool with its users"),
    r"aws_route53_zone": ("high", "a hosted zone, whose name servers a new one does not get back"),
    r"aws_glue_catalog_(database|table)": ("medium", "a part of the data catalog"),
    r"google_storage_bucket|google_sql_(database|database_instance)|google_bigquery_(dataset|table)|"
    r"google_(spanner|bigtable|alloydb)_\w*(instance|database|cluster|table)|google_filestore_instance|"
    r"google_compute_disk|google_secret_manager_secret|google_firestore_database|google_redis_instance": (
        "high",
        "a data store",
    ),
    r"google_kms_(key_ring|crypto_key)|azurerm_key_vault(_key|_secret)?": ("high", "keys or secrets"),
    r"azurerm_(storage_account|storage_container|storage_share|managed_disk|cosmosdb_\w+|mssql_\w*database|"
    r"mssql_server|(postgresql|mysql)_(flexible_)?server(_database)?|redis_cache|log_analytics_workspace)": (
        "high",
        "a data store",
    ),
    r"kubernetes_(persistent_volume(_claim)?|namespace)(_v1)?": ("high", "a volume or everything in a namespace"),
    r"tls_private_key|random_password": ("medium", "a secret that exists only in the state"),
}
#: An environment that is replaced has a rule of its own, and of an object there is a new version.
_REPLACEABLE = ("aws_mwaa_environment", "aws_s3_object", "aws_s3_bucket_object", "aws_s3_object_copy")

#: Attributes that name a resource, the best first.
_NAMES = ("bucket", "name", "identifier", "id")


@risk(
    "data-deleted",
    severity="high",
    title="Data is deleted",
    remediation="Make a copy first, or remove it from the state only: a `removed` block with `destroy = false`.",
    source="https://developer.hashicorp.com/terraform/language/resources/syntax#removing-resources",
)
def data_deleted(plan: PlanReview) -> Iterator[RiskFinding]:
    """A resource that holds data is deleted or replaced: an environment, a bucket, a database, a log group, a secret.

    A plan can be applied backwards, but data does not come back with the resource that stored it. The severity depends
    on what is lost: high for environments, buckets and databases, medium for logs and queues, low for one object.
    KMS keys and replaced environments have rules of their own.
    """
    for change in plan.changes:
        if change.action not in (Action.DELETE, Action.REPLACE) or change.deposed:
            continue
        lost = _lost(change.type)
        if lost is None or (change.action is Action.REPLACE and change.type in _REPLACEABLE):
            continue
        severity, data = lost
        done = "is deleted" if change.action is Action.DELETE else "is deleted and recreated"
        yield RiskFinding(change, f"{data[0].upper()}{data[1:]} {done}{_named(change)}.", severity=severity)


@lru_cache(maxsize=4_096)
def _lost(kind: str) -> tuple[Severity, str] | None:
    return next((lost for pattern, lost in _DATA.items() if re.fullmatch(pattern, kind)), None)


def _named(change: ReviewedChange) -> str:
    before = values_before(change, _NAMES)
    name = next((before[key] for key in _NAMES if isinstance(before.get(key), str)), None)
    return f": {quoted(name)}" if name else ""
