variable "instance" {
  description = <<-EOT
    The EC2 instance.
    - `ami_id`: Image with the SSM Agent; null takes the newest Amazon Linux 2023 at creation. Later releases never
      replace the instance, another ami_id does.
    - `kms_key_arn`: Key of its disk; null takes the account's key for EBS.
    - `permissions_boundary`: ARN of a policy that bounds its role.
    - `type`: Instance type, ARM or Intel.
  EOT
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
    error_message = <<-EOT
      ami_id must be the ID of a machine image with the SSM Agent on it, such as "ami-0123456789abcdef0".
    EOT
  }
}

variable "local_port" {
  description = <<-EOT
    Port of the user's own machine that the forwarding command listens on. With 443 a line in the hosts file is enough,
    but most systems reserve it for administrators.
  EOT
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
    error_message = <<-EOT
      name must begin with a letter or a digit and have at most 56 letters, digits, hyphens and underscores: IAM allows
      64 for the role NAME-bastion.
    EOT
  }
}

variable "network" {
  description = <<-EOT
    Network of the instance.
    - `vpc_id`: The VPC.
    - `subnet_ids`: Its private subnets; the instance is created in the first one.
    - `session_manager_cidrs`: Networks in which Session Manager answers on port 443: the internet, through a NAT
      gateway, or the VPC's own range if it has interface endpoints of ssm and ssmmessages.
  EOT
  type = object({
    vpc_id                = string
    subnet_ids            = list(string)
    session_manager_cidrs = optional(list(string), ["0.0.0.0/0"])
  })
  nullable = false

  validation {
    condition     = startswith(var.network.vpc_id, "vpc-") && length(var.network.subnet_ids) >= 1
    error_message = <<-EOT
      vpc_id must be the ID of a VPC, such as "vpc-0123456789abcdef0", and subnet_ids at least one of its private
      subnets.
    EOT
  }

  validation {
    condition = (
      length(var.network.session_manager_cidrs) >= 1
      && alltrue([for cidr in var.network.session_manager_cidrs : can(cidrhost(cidr, 0))])
    )
    error_message = <<-EOT
      session_manager_cidrs must be one or more IPv4 networks: without Session Manager there is no access.
    EOT
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
    - `host_name`: Its host name: output webserver_url of the environment. Outputs that need it are null without one.
    - `endpoint_dns_name`: DNS name of its VPC endpoint.
    - `security_group_id`: Security group of its VPC endpoint, in the caller's account.
  EOT
  type = object({
    host_name         = optional(string)
    endpoint_dns_name = string
    security_group_id = string
  })
  nullable = false

  validation {
    condition     = can(regex("^[A-Za-z0-9.-]+$", var.webserver.endpoint_dns_name))
    error_message = <<-EOT
      endpoint_dns_name must be the DNS name of the web server's endpoint: a PUBLIC_ONLY web server has none, and needs
      no bastion.
    EOT
  }

  validation {
    condition     = startswith(var.webserver.security_group_id, "sg-")
    error_message = "security_group_id must be the ID of a security group, such as \"sg-0123456789abcdef0\"."
  }
}
