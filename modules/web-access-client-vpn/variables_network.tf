variable "name" {
  description = "Prefix of names, usually the environment's name: NAME-client-vpn."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9][a-zA-Z0-9_-]{0,199}$", var.name))
    error_message = "name must begin with a letter or a digit and have at most 200 letters, digits, hyphens and underscores."
  }
}

variable "network" {
  description = "Where the VPN leads: the VPC, its address range, its private subnets, and in how many of them, the first ones, the endpoint stands (associations: each is billed by the hour, a second one outlives a zone)."
  type = object({
    vpc_id         = string
    vpc_cidr_block = string
    subnet_ids     = list(string)
    associations   = optional(number, 1)
  })
  nullable = false

  validation {
    condition     = startswith(var.network.vpc_id, "vpc-")
    error_message = "vpc_id must be the id of a VPC, such as \"vpc-0123456789abcdef0\"."
  }

  validation {
    condition     = can(cidrhost(var.network.vpc_cidr_block, 2))
    error_message = "vpc_cidr_block must be an IPv4 network, such as \"10.192.0.0/16\"."
  }

  validation {
    condition     = var.network.associations >= 1 && var.network.associations <= length(var.network.subnet_ids) && floor(var.network.associations) == var.network.associations
    error_message = "associations must be a whole number from 1 to the number of subnet_ids."
  }
}

variable "tags" {
  description = "Tags of everything that is made."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "webserver" {
  description = "The environment's web server: host_name (output webserver_url of the environment; null or empty leaves out login_url), and of its VPC endpoint the private addresses and the security group, in the caller's account."
  type = object({
    host_name         = optional(string)
    endpoint_ips      = list(string)
    security_group_id = string
  })
  nullable = false

  validation {
    condition     = length(var.webserver.endpoint_ips) >= 1
    error_message = "endpoint_ips is empty: a web server that is PUBLIC_ONLY has no endpoint, and needs no VPN."
  }

  validation {
    condition     = startswith(var.webserver.security_group_id, "sg-")
    error_message = "security_group_id must be the id of a security group, such as \"sg-0123456789abcdef0\"."
  }
}
