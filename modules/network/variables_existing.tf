variable "existing" {
  description = <<-EOT
    An existing VPC of this account, whose IDs are looked up and checked; nothing is created. Null creates a VPC.
    - `vpc_id`: ID of the VPC.
    - `private_subnet_ids`: Exactly two private subnets, in two zones.
    - `private_route_table_ids`: Exactly the route tables of the private subnets; empty looks them up.
    - `public_subnet_ids`: Public subnets, for load balancers.
  EOT
  type = object({
    vpc_id                  = string
    private_subnet_ids      = list(string)
    private_route_table_ids = optional(list(string), [])
    public_subnet_ids       = optional(list(string), [])
  })
  default = null

  validation {
    condition     = var.existing == null ? true : can(regex("^vpc-[0-9a-f]+$", var.existing.vpc_id))
    error_message = "existing.vpc_id must be the ID of a VPC: vpc- and hexadecimal digits."
  }

  validation {
    condition = var.existing == null ? true : (
      length(var.existing.private_subnet_ids) == 2 && length(distinct(var.existing.private_subnet_ids)) == 2
    )
    error_message = "existing.private_subnet_ids must hold exactly two different subnets: Amazon MWAA requires two."
  }

  validation {
    condition = var.existing == null ? true : alltrue([
      for id in concat(var.existing.private_subnet_ids, var.existing.public_subnet_ids) :
      can(regex("^subnet-[0-9a-f]+$", id))
    ])
    error_message = <<-EOT
      existing.private_subnet_ids and existing.public_subnet_ids must hold IDs of subnets: subnet- and hexadecimal
      digits.
    EOT
  }

  validation {
    condition = var.existing == null ? true : (
      length(distinct(concat(var.existing.private_subnet_ids, var.existing.public_subnet_ids)))
      == length(distinct(var.existing.private_subnet_ids)) + length(var.existing.public_subnet_ids)
    )
    error_message = "existing.public_subnet_ids must name each subnet once, and none of existing.private_subnet_ids."
  }

  validation {
    condition = var.existing == null ? true : (
      length(var.existing.private_route_table_ids) <= 2
      && length(distinct(var.existing.private_route_table_ids)) == length(var.existing.private_route_table_ids)
      && alltrue([for id in var.existing.private_route_table_ids : can(regex("^rtb-[0-9a-f]+$", id))])
    )
    error_message = <<-EOT
      existing.private_route_table_ids must hold at most two different IDs of route tables: rtb- and hexadecimal digits.
    EOT
  }

  # Settings of a new VPC would be silently ignored for an existing one.
  validation {
    condition = var.existing == null ? true : (
      var.availability_zone_ids == null
      && var.cidr_block == "10.192.0.0/16"
      && var.flow_logs == null
      && var.internet == "nat_gateway_per_az"
      && var.private_subnet_cidrs == tolist(["10.192.20.0/24", "10.192.21.0/24"])
      && var.public_subnet_cidrs == tolist(["10.192.10.0/24", "10.192.11.0/24"])
    )
    error_message = <<-EOT
      With existing, nothing is created: remove availability_zone_ids, cidr_block, flow_logs, internet,
      private_subnet_cidrs and public_subnet_cidrs.
    EOT
  }
}
