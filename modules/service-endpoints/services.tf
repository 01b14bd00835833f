data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

data "aws_subnet" "private" {
  count = length(var.subnet_ids)

  id = var.subnet_ids[count.index]

  lifecycle {
    postcondition {
      condition     = self.vpc_id == var.vpc_id
      error_message = "subnet_ids: ${self.id} belongs to ${self.vpc_id}, not to ${var.vpc_id}."
    }
  }
}

locals {
  _owner_account = data.aws_caller_identity.current.account_id

  _partition  = data.aws_partition.current.partition
  _dns_suffix = data.aws_partition.current.dns_suffix

  # Provider 6 has region and deprecates id and name; provider 5 has only those.
  _region = lookup(data.aws_region.current, "region", lookup(data.aws_region.current, "id", ""))

  # What AWS lists for a VPC with private routing (MWAA user guide, vpc-vpe-create-access), S3 beside it. The page no longer has ECR,
  # which AWS's own verification script still expects, and from which Fargate pulls images by way of the VPC.
  _needed = ["airflow.api", "airflow.env", "airflow.ops", "ecr.api", "ecr.dkr", "kms", "logs", "monitoring", "sqs"]

  # Regions that have no airflow.ops (AWS General Reference, mwaa). Any other region is taken to have it, and a plan says so where not.
  _without_ops = ["af-south-1", "cn-north-1", "cn-northwest-1", "us-west-1"]

  _everywhere = contains(local._without_ops, local._region) ? setsubtract(local._needed, ["airflow.ops"]) : toset(local._needed)
  _interfaces = setsubtract(setunion(local._everywhere, var.services.additional), var.services.without)
  _s3         = !contains(var.services.without, "s3")

  _zones = toset(data.aws_subnet.private[*].availability_zone)
}

# Looked up, so that a plan already says where a region has no such service, or not in a zone of the subnets.
data "aws_vpc_endpoint_service" "interface" {
  for_each = local._interfaces

  service_type = "Interface"

  # Which of the two a service has in China differs from service to service.
  filter {
    name   = "service-name"
    values = ["com.amazonaws.${local._region}.${each.key}", "cn.com.amazonaws.${local._region}.${each.key}"]
  }

  lifecycle {
    postcondition {
      condition     = length(setsubtract(local._zones, self.availability_zones)) == 0
      error_message = "${self.service_name} is not offered in ${join(", ", setsubtract(local._zones, self.availability_zones))}, only in ${join(", ", self.availability_zones)}: take subnets in those zones, or leave the service out with services.without."
    }

    postcondition {
      condition     = self.vpc_endpoint_policy_supported || !local._restricted || contains(var.policies.unrestricted, each.key)
      error_message = "${self.service_name} takes no endpoint policy, so it cannot be restricted: name it in policies.unrestricted to accept that."
    }
  }
}
