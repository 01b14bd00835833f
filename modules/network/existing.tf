locals {
  _existing = var.existing == null ? [] : [var.existing]

  _existing_private = local._create ? {} : zipmap(local._zone_keys, var.existing.private_subnet_ids)
}

data "aws_vpc" "existing" {
  count = length(local._existing)

  id = local._existing[count.index].vpc_id

  lifecycle {
    postcondition {
      condition     = self.owner_id == data.aws_caller_identity.current.account_id
      error_message = "${self.id} belongs to account ${self.owner_id}, not to ${data.aws_caller_identity.current.account_id}: only the owner of a VPC can share its subnets and make endpoints in it."
    }

    postcondition {
      condition     = self.enable_dns_support && self.enable_dns_hostnames
      error_message = "${self.id} must have both DNS resolution and DNS host names switched on (VPC settings, or aws ec2 modify-vpc-attribute): private DNS names of endpoints need them."
    }
  }
}

data "aws_subnet" "existing_private" {
  for_each = local._existing_private

  id = each.value

  lifecycle {
    postcondition {
      condition     = self.vpc_id == var.existing.vpc_id
      error_message = "existing.private_subnet_ids: ${self.id} belongs to ${self.vpc_id}, not to ${var.existing.vpc_id}."
    }

    postcondition {
      condition     = self.availability_zone_id != "use1-az3"
      error_message = "existing.private_subnet_ids: ${self.id} stands in use1-az3, which Amazon MWAA does not support: name a subnet in another zone."
    }

    postcondition {
      condition     = can(regex("^[a-z]+[0-9]+-az[0-9]+$", self.availability_zone_id))
      error_message = "existing.private_subnet_ids: ${self.id} stands in ${self.availability_zone_id}, a Local or Wavelength Zone: Amazon MWAA needs Availability Zones of the region."
    }

    postcondition {
      condition     = !self.map_public_ip_on_launch
      error_message = "existing.private_subnet_ids: ${self.id} gives public addresses on launch, so it is not private: switch that off, or name another subnet."
    }
  }
}

data "aws_subnet" "existing_public" {
  count = var.existing == null ? 0 : length(var.existing.public_subnet_ids)

  id = var.existing.public_subnet_ids[count.index]

  lifecycle {
    postcondition {
      condition     = self.vpc_id == var.existing.vpc_id
      error_message = "existing.public_subnet_ids: ${self.id} belongs to ${self.vpc_id}, not to ${var.existing.vpc_id}."
    }
  }
}
