variable "instance" {
  description = "The instance: its type, on ARM or Intel; ami_id (null = the newest Amazon Linux 2023 when it is made; a later release never replaces it, another ami_id does); kms_key_arn of its disk (null = the account's key for EBS); permissions_boundary of its role."
  type = object({
    ami_id               = optional(string)
    kms_key_arn          = optional(string)
    permissions_boundary = optional(string)
    type                 = optional(string, "t4g.nano")
  })
  default  = {}
  nullable = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]*\\.[a-z0-9-]+$", var.instance.type))
    error_message = "type must be a type of EC2 instance, such as \"t4g.nano\"."
  }

  validation {
    condition     = var.instance.ami_id == null ? true : startswith(var.instance.ami_id, "ami-")
    error_message = "ami_id must be the id of a machine image with the SSM Agent on it, such as \"ami-0123456789abcdef0\"."
  }
}

variable "local_port" {
  description = "Port of people's own machines that the forwarding command listens on; 443 makes a line in the hosts file enough, but needs administrator's rights on most systems."
  type        = number
  default     = 8443
  nullable    = false

  validation {
    condition     = var.local_port >= 1 && var.local_port <= 65535 && floor(var.local_port) == var.local_port
    error_message = "local_port must be a whole number from 1 to 65535."
  }
}

variable "name" {
  description = "Prefix of names, usually the environment's name: NAME-bastion."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9][a-zA-Z0-9_-]{0,55}$", var.name))
    error_message = "name must begin with a letter or a digit and have at most 56 letters, digits, hyphens and underscores: IAM allows 64 for the role NAME-bastion."
  }
}

variable "network" {
  description = "Where the instance stands: the VPC, its private subnets (the first one is taken), and the networks in which Session Manager answers on port 443 (the internet's, through a NAT gateway, or the VPC's own range where it has interface endpoints of ssm and ssmmessages)."
  type = object({
    vpc_id                = string
    subnet_ids            = list(string)
    session_manager_cidrs = optional(list(string), ["0.0.0.0/0"])
  })
  nullable = false

  validation {
    condition     = startswith(var.network.vpc_id, "vpc-") && length(var.network.subnet_ids) >= 1
    error_message = "vpc_id must be the id of a VPC, such as \"vpc-0123456789abcdef0\", and subnet_ids at least one of its private subnets."
  }

  validation {
    condition     = length(var.network.session_manager_cidrs) >= 1 && alltrue([for cidr in var.network.session_manager_cidrs : can(cidrhost(cidr, 0))])
    error_message = "session_manager_cidrs must be one or more IPv4 networks: without a way to Session Manager nobody gets in."
  }
}

variable "tags" {
  description = "Tags of everything that is made."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "webserver" {
  description = "The environment's web server: host_name (output webserver_url of the environment; null or empty leaves out what needs it), and of its VPC endpoint the DNS name and the security group, in the caller's account."
  type = object({
    host_name         = optional(string)
    endpoint_dns_name = string
    security_group_id = string
  })
  nullable = false

  validation {
    condition     = can(regex("^[A-Za-z0-9.-]+$", var.webserver.endpoint_dns_name))
    error_message = "endpoint_dns_name must be the DNS name of the web server's endpoint: a web server that is PUBLIC_ONLY has none, and needs no bastion."
  }

  validation {
    condition     = startswith(var.webserver.security_group_id, "sg-")
    error_message = "security_group_id must be the id of a security group, such as \"sg-0123456789abcdef0\"."
  }
}
