variable "name" {
  description = "Prefix of names, usually the environment's name: NAME-client-vpn."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9][a-zA-Z0-9_-]{0,199}$", var.name))
    error_message = <<-EOT
      name must begin with a letter or a digit and have at most 200 letters, digits, hyphens and underscores.
    EOT
  }
}

variable "network" {
  description = <<-EOT
    Network of the endpoint.
    - `vpc_id`: The VPC.
    - `vpc_cidr_block`: Its address range.
    - `subnet_ids`: Its private subnets.
    - `associations`: Number of subnets, from the first on, that the endpoint is associated with. Each is billed by the
      hour; with two, access survives the loss of a zone.
  EOT
  type = object({
    vpc_id         = string
    vpc_cidr_block = string
    subnet_ids     = list(string)
    associations   = optional(number, 1)
  })
  nullable = false

  validation {
    condition     = startswith(var.network.vpc_id, "vpc-")
    error_message = "vpc_id must be the ID of a VPC, such as \"vpc-0123456789abcdef0\"."
  }

  validation {
    condition     = can(cidrhost(var.network.vpc_cidr_block, 2))
    error_message = "vpc_cidr_block must be an IPv4 network, such as \"10.192.0.0/16\"."
  }

  validation {
    condition = (
      var.network.associations >= 1
      && var.network.associations <= length(var.network.subnet_ids)
      && floor(var.network.associations) == var.network.associations
    )
    error_message = "associations must be a whole number from 1 to the number of subnet_ids."
  }
}

variable "tags" {
  description = "Tags of all resources."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "webserver" {
  description = <<-EOT
    The environment's web server.
    - `host_name`: Its host name: output webserver_url of the environment. Without one, login_url is null.
    - `endpoint_ips`: Private addresses of its VPC endpoint.
    - `security_group_id`: Security group of its VPC endpoint, in the caller's account.
  EOT
  type = object({
    host_name         = optional(string)
    endpoint_ips      = list(string)
    security_group_id = string
  })
  nullable = false

  validation {
    condition     = length(var.webserver.endpoint_ips) >= 1
    error_message = "endpoint_ips must not be empty: a PUBLIC_ONLY web server has no endpoint, and needs no VPN."
  }

  validation {
    condition     = startswith(var.webserver.security_group_id, "sg-")
    error_message = "security_group_id must be the ID of a security group, such as \"sg-0123456789abcdef0\"."
  }
}
