variable "cidr_block" {
  description = "IPv4 range of the VPC in CIDR notation, from /16 to /28."
  type        = string
  default     = "10.192.0.0/16"
  nullable    = false

  validation {
    # cidrnetmask supports IPv4 only, cidrsubnet clears the bits after the mask.
    condition = try(
      can(cidrnetmask(var.cidr_block))
      && cidrsubnet(var.cidr_block, 0, 0) == var.cidr_block
      && tonumber(split("/", var.cidr_block)[1]) >= 16
      && tonumber(split("/", var.cidr_block)[1]) <= 28,
      false
    )
    error_message = <<-EOT
      cidr_block must be an IPv4 network address in CIDR notation, from /16 to /28, such as 10.192.0.0/16.
    EOT
  }
}

variable "private_subnet_cidrs" {
  description = <<-EOT
    IPv4 ranges of the two private subnets in CIDR notation, inside cidr_block; the first one is in the first zone.
    Another range replaces the subnet, and every environment in it.
  EOT
  type        = list(string)
  default     = ["10.192.20.0/24", "10.192.21.0/24"]
  nullable    = false

  validation {
    condition     = length(var.private_subnet_cidrs) == 2
    error_message = "private_subnet_cidrs must hold exactly two ranges: Amazon MWAA requires two private subnets."
  }

  validation {
    condition = alltrue([
      for cidr in var.private_subnet_cidrs : try(
        can(cidrnetmask(cidr)) && cidrsubnet(cidr, 0, 0) == cidr && tonumber(split("/", cidr)[1]) <= 28,
        false
      )
    ])
    error_message = <<-EOT
      private_subnet_cidrs must hold IPv4 network addresses in CIDR notation, at most /28, such as 10.192.20.0/24.
    EOT
  }

  # A subnet is inside the VPC if its address with the VPC's mask is the VPC's address.
  validation {
    condition = alltrue([
      for cidr in var.private_subnet_cidrs : try(
        tonumber(split("/", cidr)[1]) >= tonumber(split("/", var.cidr_block)[1])
        && cidrsubnet("${split("/", cidr)[0]}/${split("/", var.cidr_block)[1]}", 0, 0) == var.cidr_block,
        true
      )
    ])
    error_message = "private_subnet_cidrs must lie inside cidr_block (${var.cidr_block})."
  }

  # Two ranges overlap if they are the same with the shorter of their masks.
  validation {
    condition = alltrue(flatten([
      for i, a in concat(var.private_subnet_cidrs, var.public_subnet_cidrs) : [
        for j, b in concat(var.private_subnet_cidrs, var.public_subnet_cidrs) : try(
          cidrsubnet("${split("/", a)[0]}/${min(split("/", a)[1], split("/", b)[1])}", 0, 0)
          != cidrsubnet("${split("/", b)[0]}/${min(split("/", a)[1], split("/", b)[1])}", 0, 0),
          true
        ) if i < j
      ]
    ]))
    error_message = "private_subnet_cidrs and public_subnet_cidrs must not overlap."
  }
}

variable "public_subnet_cidrs" {
  description = <<-EOT
    IPv4 ranges of the two public subnets in CIDR notation, inside cidr_block; the first one is in the first zone. Empty
    if internet is "none".
  EOT
  type        = list(string)
  default     = ["10.192.10.0/24", "10.192.11.0/24"]
  nullable    = false

  validation {
    condition     = length(var.public_subnet_cidrs) == (var.internet == "none" ? 0 : 2)
    error_message = <<-EOT
      public_subnet_cidrs must hold exactly two ranges, for the NAT gateways; with internet = "none" it must be [].
    EOT
  }

  validation {
    condition = alltrue([
      for cidr in var.public_subnet_cidrs : try(
        can(cidrnetmask(cidr)) && cidrsubnet(cidr, 0, 0) == cidr && tonumber(split("/", cidr)[1]) <= 28,
        false
      )
    ])
    error_message = <<-EOT
      public_subnet_cidrs must hold IPv4 network addresses in CIDR notation, at most /28, such as 10.192.10.0/24.
    EOT
  }

  validation {
    condition = alltrue([
      for cidr in var.public_subnet_cidrs : try(
        tonumber(split("/", cidr)[1]) >= tonumber(split("/", var.cidr_block)[1])
        && cidrsubnet("${split("/", cidr)[0]}/${split("/", var.cidr_block)[1]}", 0, 0) == var.cidr_block,
        true
      )
    ])
    error_message = "public_subnet_cidrs must lie inside cidr_block (${var.cidr_block})."
  }
}
