data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  _account_id = data.aws_caller_identity.current.account_id
  _dns_suffix = data.aws_partition.current.dns_suffix
  _partition  = data.aws_partition.current.partition

  # Provider 6 has region and deprecates id and name; provider 5 has only those.
  _region = lookup(data.aws_region.current, "region", lookup(data.aws_region.current, "id", ""))

  # Written out rather than read from the environment: the role and the key that name these stand before it.
  _environment_arn   = "arn:${local._partition}:airflow:${local._region}:${local._account_id}:environment/${var.name}"
  _log_group_pattern = "arn:${local._partition}:logs:${local._region}:${local._account_id}:log-group:airflow-${var.name}-*"
}
