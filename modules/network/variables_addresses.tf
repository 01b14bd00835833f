variable "cidr_block" {
  description = "IPv4 range of the VPC, in CIDR notation, from /16 to /28."
  type        = string
  default     = "10.192.0.0/16"
  nullable    = false

  validation {
    # cidrnetmask knows IPv4 only, cidrsubnet clears the bits behind the mask.
    condition = try(
      can(cidrnetmask(var.cidr_block))
      && cidrsubnet(var.cidr_block, 0, 0) == var.cidr_block
      && tonumber(split("/", var.cidr_block)[1]) >= 16
      && tonumber(split("/", var.cidr_block)[1]) <= 28,
      false
    )
    error_message = "cidr_block must be an IPv4 network address in CIDR notation, from /16 to /28, such as 10.192.0.0/16."
  }
}

variable "private_subnet_cidrs" {
  description = "IPv4 ranges of the two private subnets, in CIDR notation, inside cidr_block; the first in the first zone. Another range replaces the subnet, and every environment in it."
  type        = list(string)
  default     = ["10.192.20.0/24", "10.192.21.0/24"]
  nullable    = false

  validation {
    condition     = length(var.private_subnet_cidrs) == 2
    error_message = "private_subnet_cidrs must hold exactly two ranges: Amazon MWAA takes two private subnets, no more and no less."
  }

  validation {
    condition = alltrue([
      for cidr in var.private_subnet_cidrs : try(
        can(cidrnetmask(cidr)) && cidrsubnet(cidr, 0, 0) == cidr && tonumber(split("/", cidr)[1]) <= 28,
        false
      )
    ])
    error_message = "private_subnet_cidrs must hold IPv4 network addresses in CIDR notation, at most /28, such as 10.192.20.0/24."
  }

  # A subnet lies inside the VPC when the VPC's own mask, laid over the subnet's address, gives the VPC's address.
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

  # Two ranges overlap when they are the same under the shorter of their masks.
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
  description = "IPv4 ranges of the two public subnets, in CIDR notation, inside cidr_block; the first in the first zone. Empty where internet is \"none\"."
  type        = list(string)
  default     = ["10.192.10.0/24", "10.192.11.0/24"]
  nullable    = false

  validation {
    condition     = length(var.public_subnet_cidrs) == (var.internet == "none" ? 0 : 2)
    error_message = "public_subnet_cidrs must hold exactly two ranges, where the NAT gateways stand; with internet = \"none\" it must be []."
  }

  validation {
    condition = alltrue([
      for cidr in var.public_subnet_cidrs : try(
        can(cidrnetmask(cidr)) && cidrsubnet(cidr, 0, 0) == cidr && tonumber(split("/", cidr)[1]) <= 28,
        false
      )
    ])
    error_message = "public_subnet_cidrs must hold IPv4 network addresses in CIDR notation, at most /28, such as 10.192.10.0/24."
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
