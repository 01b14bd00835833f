variable "availability_zone_ids" {
  description = <<-EOT
    IDs of the two Availability Zones, such as ["use1-az1", "use1-az2"]: IDs name the same zone in every account, names
    do not. Null takes the first two of the region at creation and keeps them. Another zone replaces the subnet in it,
    and every environment in that subnet.
  EOT
  type        = list(string)
  default     = null

  validation {
    condition = var.availability_zone_ids == null ? true : (
      length(var.availability_zone_ids) == 2 && length(distinct(var.availability_zone_ids)) == 2
    )
    error_message = <<-EOT
      availability_zone_ids must hold exactly two different zones, or be null for the first two of the region.
    EOT
  }

  validation {
    condition = var.availability_zone_ids == null ? true : alltrue([
      for id in var.availability_zone_ids : can(regex("^[a-z]+[0-9]+-az[0-9]+$", id))
    ])
    error_message = <<-EOT
      availability_zone_ids must hold IDs such as use1-az1, not names such as us-east-1a, and no Local or Wavelength
      Zones.
    EOT
  }

  validation {
    condition     = var.availability_zone_ids == null ? true : !contains(var.availability_zone_ids, "use1-az3")
    error_message = "Amazon MWAA does not support the zone use1-az3: use any other zone of us-east-1."
  }
}

variable "flow_logs" {
  description = <<-EOT
    VPC flow logs of all traffic, in CloudWatch Logs; null creates none.
    - `retention_days`: Days to keep them.
    - `kms_key_arn`: ARN of a customer managed KMS key that encrypts them; null takes the key of CloudWatch Logs.
  EOT
  type = object({
    retention_days = optional(number, 90)
    kms_key_arn    = optional(string)
  })
  default = null

  validation {
    condition = var.flow_logs == null ? true : contains(
      [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
      var.flow_logs.retention_days
    )
    error_message = <<-EOT
      flow_logs.retention_days must be a retention period of CloudWatch Logs: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180,
      365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653.
    EOT
  }

  validation {
    condition = try(var.flow_logs.kms_key_arn, null) == null ? true : can(
      regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[0-9A-Za-z-]+$", var.flow_logs.kms_key_arn)
    )
    error_message = <<-EOT
      flow_logs.kms_key_arn must be the ARN of a KMS key (arn:aws:kms:REGION:ACCOUNT:key/ID), not an alias, which
      CloudWatch Logs does not accept.
    EOT
  }
}

variable "internet" {
  description = <<-EOT
    How the private subnets reach the internet: "nat_gateway_per_az", "single_nat_gateway" (cheaper; if the first zone
    fails, neither subnet has internet access) or "none" (requires service endpoints, and empty public_subnet_cidrs).
  EOT
  type        = string
  default     = "nat_gateway_per_az"
  nullable    = false

  validation {
    condition     = contains(["nat_gateway_per_az", "single_nat_gateway", "none"], var.internet)
    error_message = "internet must be \"nat_gateway_per_az\", \"single_nat_gateway\" or \"none\"."
  }
}

variable "name" {
  description = <<-EOT
    Name of the VPC, prefix of the Name tags of its parts, and end of the flow logs' log group name: 1 to 64 letters,
    digits, dots, hyphens and underscores.
  EOT
  type        = string
  default     = "mwaa-"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9._-]{1,64}$", var.name))
    error_message = "name must have 1 to 64 letters, digits, dots, hyphens or underscores."
  }
}

variable "tags" {
  description = "Tags of all resources; a Name tag that the module sets takes precedence."
  type        = map(string)
  default     = {}
  nullable    = false
}
