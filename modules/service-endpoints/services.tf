data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

# Neither this nor the services below have conditions of their own: if anything that a data source depends on has a
# change, even of a subnet's tag, Terraform defers reading one with conditions to the apply, and plans to replace every
# endpoint.
data "aws_subnet" "private" {
  count = length(var.subnet_ids)

  id = var.subnet_ids[count.index]
}

locals {
  owner_account = data.aws_caller_identity.current.account_id

  partition = data.aws_partition.current.partition

  # Provider 6 has region and deprecates id and name; provider 5 only has those.
  region = lookup(data.aws_region.current, "region", lookup(data.aws_region.current, "id", ""))

  # What AWS lists for a VPC with private routing (MWAA user guide, vpc-vpe-create-access), apart from S3. The page no
  # longer lists ECR, which AWS's own verification script still expects, and from which Fargate pulls images through
  # the VPC.
  needed = ["airflow.api", "airflow.env", "airflow.ops", "ecr.api", "ecr.dkr", "kms", "logs", "monitoring", "sqs"]

  # Regions without airflow.ops (AWS General Reference, mwaa). Any other region is assumed to have it; the plan fails if
  # it does not.
  _without_ops = ["af-south-1", "cn-north-1", "cn-northwest-1", "us-west-1"]

  _everywhere = (
    contains(local._without_ops, local.region)
    ? setsubtract(local.needed, ["airflow.ops"])
    : toset(local.needed)
  )

  interfaces = setsubtract(setunion(local._everywhere, var.services.additional), var.services.without)
  s3         = !contains(var.services.without, "s3")

  zones = toset(data.aws_subnet.private[*].availability_zone)
}

# Looked up so that a plan fails if the region does not offer a service, or not in a zone of the subnets.
data "aws_vpc_endpoint_service" "interface" {
  for_each = local.interfaces

  service_type = "Interface"

  # In China, some services have one of these names and some the other.
  filter {
    name   = "service-name"
    values = ["com.amazonaws.${local.region}.${each.key}", "cn.com.amazonaws.${local.region}.${each.key}"]
  }
}

locals {
  # Zones of the subnets in which a service is not offered.
  zones_without = {
    for key, service in data.aws_vpc_endpoint_service.interface :
    key => setsubtract(local.zones, service.availability_zones)
  }
}
