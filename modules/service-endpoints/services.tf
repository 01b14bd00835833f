data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

# Neither this nor the services below have conditions of their own: Terraform reads a data source that has some only during the apply
# as soon as anything changes in what it comes from, be it a subnet's tag, and by then every endpoint is planned to be replaced.
data "aws_subnet" "private" {
  count = length(var.subnet_ids)

  id = var.subnet_ids[count.index]
}

locals {
  owner_account = data.aws_caller_identity.current.account_id

  partition  = data.aws_partition.current.partition
  dns_suffix = data.aws_partition.current.dns_suffix

  # Provider 6 has region and deprecates id and name; provider 5 has only those.
  region = lookup(data.aws_region.current, "region", lookup(data.aws_region.current, "id", ""))

  # What AWS lists for a VPC with private routing (MWAA user guide, vpc-vpe-create-access), S3 beside it. The page no longer has ECR,
  # which AWS's own verification script still expects, and from which Fargate pulls images by way of the VPC.
  _needed = ["airflow.api", "airflow.env", "airflow.ops", "ecr.api", "ecr.dkr", "kms", "logs", "monitoring", "sqs"]

  # Regions that have no airflow.ops (AWS General Reference, mwaa). Any other region is taken to have it, and a plan says so where not.
  _without_ops = ["af-south-1", "cn-north-1", "cn-northwest-1", "us-west-1"]

  _everywhere = contains(local._without_ops, local.region) ? setsubtract(local._needed, ["airflow.ops"]) : toset(local._needed)
  interfaces  = setsubtract(setunion(local._everywhere, var.services.additional), var.services.without)
  s3          = !contains(var.services.without, "s3")

  zones = toset(data.aws_subnet.private[*].availability_zone)
}

# Looked up, so that a plan already says where a region has no such service, or not in a zone of the subnets.
data "aws_vpc_endpoint_service" "interface" {
  for_each = local.interfaces

  service_type = "Interface"

  # Which of the two a service has in China differs from service to service.
  filter {
    name   = "service-name"
    values = ["com.amazonaws.${local.region}.${each.key}", "cn.com.amazonaws.${local.region}.${each.key}"]
  }
}

locals {
  # Zones of the subnets in which a service is not offered.
  zones_without = { for key, service in data.aws_vpc_endpoint_service.interface : key => setsubtract(local.zones, service.availability_zones) }
}
