variable "existing" {
  description = "A VPC that is there already, of this account: nothing is created, and its IDs are looked up and checked. Exactly two private subnets in two zones; private_route_table_ids, where given, must be the tables that these go by, and are found where not; public subnets as load balancers need them. Null: a VPC is created."
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
    error_message = "existing.private_subnet_ids must hold exactly two different subnets: Amazon MWAA takes two, no more and no less."
  }

  validation {
    condition = var.existing == null ? true : alltrue([
      for id in concat(var.existing.private_subnet_ids, var.existing.public_subnet_ids) : can(regex("^subnet-[0-9a-f]+$", id))
    ])
    error_message = "existing.private_subnet_ids and existing.public_subnet_ids must hold IDs of subnets: subnet- and hexadecimal digits."
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
    error_message = "existing.private_route_table_ids must hold at most two different IDs of route tables: rtb- and hexadecimal digits."
  }

  # What describes a new VPC would be ignored without a word beside one that is there already.
  validation {
    condition = var.existing == null ? true : (
      var.availability_zone_ids == null
      && var.cidr_block == "10.192.0.0/16"
      && var.flow_logs == null
      && var.internet == "nat_gateway_per_az"
      && var.private_subnet_cidrs == tolist(["10.192.20.0/24", "10.192.21.0/24"])
      && var.public_subnet_cidrs == tolist(["10.192.10.0/24", "10.192.11.0/24"])
    )
    error_message = "With existing nothing is created: leave out availability_zone_ids, cidr_block, flow_logs, internet, private_subnet_cidrs and public_subnet_cidrs."
  }
}
