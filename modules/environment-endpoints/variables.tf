variable "database_service_name" {
  description = <<-EOT
    Service name of the environment's metadata database, com.amazonaws.vpce.REGION.vpce-svc-ID: output
    database_vpc_endpoint_service of the environment.
  EOT
  type        = string
  nullable    = false

  validation {
    condition = can(regex(
      "^([a-z.-]+)?com\\.amazonaws\\.vpce\\.[a-z0-9-]+\\.[a-zA-Z0-9_+=,.@-]+$",
      var.database_service_name
    ))
    error_message = <<-EOT
      database_service_name must be an endpoint service name, com.amazonaws.vpce.REGION.vpce-svc-ID. An environment has
      one as soon as it is PENDING: apply it first, with CUSTOMER endpoint management.
    EOT
  }
}

variable "environment_account_id" {
  description = <<-EOT
    Account of the environment. Its security group must belong to it, so that a participant, who writes the reference to
    the group, cannot have a group of another account admitted. Null accepts a group of any account.
  EOT
  type        = string
  default     = null

  validation {
    condition     = var.environment_account_id == null ? true : can(regex("^[0-9]{12}$", var.environment_account_id))
    error_message = "environment_account_id must be an account ID of 12 digits."
  }
}

variable "environment_security_group_id" {
  description = <<-EOT
    The environment's security group: account/sg-id if another account owns it, sg-id if the caller's account does.
  EOT
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^([0-9]{12}/)?sg-[a-zA-Z0-9._-]+$", var.environment_security_group_id))
    error_message = <<-EOT
      environment_security_group_id must be "123456789012/sg-…" with an account of 12 digits, or "sg-…".
    EOT
  }
}

variable "name" {
  description = "Prefix of names, usually the environment's name: NAME-database, NAME-webserver, NAME-endpoints."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9][a-zA-Z0-9_-]{0,199}$", var.name))
    error_message = <<-EOT
      name must begin with a letter or a digit and have at most 200 letters, digits, hyphens and underscores.
    EOT
  }
}

variable "private_webserver" {
  description = <<-EOT
    Whether the web server is private and needs an endpoint: true with PRIVATE_ONLY and PUBLIC_AND_PRIVATE, false with
    PUBLIC_ONLY.
  EOT
  type        = bool
  default     = true
  nullable    = false
}

variable "subnet_ids" {
  description = <<-EOT
    The environment's own two subnets, as the owner knows them: a participant must not decide where the owner creates
    endpoints. With endpoints in any other subnet, creation fails with CREATE_FAILED.
  EOT
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) == 2 && length(distinct(var.subnet_ids)) == 2
    error_message = "subnet_ids must be exactly the two different subnets of the environment."
  }
}

variable "tags" {
  description = "Tags of all resources."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "vpc_id" {
  description = <<-EOT
    VPC of the subnets. The caller's account must own it: AWS tells any other account that the endpoint service does not
    exist.
  EOT
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.vpc_id, "vpc-")
    error_message = "vpc_id must be the ID of a VPC, such as \"vpc-0123456789abcdef0\"."
  }
}

variable "webserver_service_name" {
  description = <<-EOT
    Service name of the environment's web server: output webserver_vpc_endpoint_service of the environment. Required if
    private_webserver is true.
  EOT
  type        = string
  default     = null

  # A PUBLIC_ONLY environment may output an empty string.
  validation {
    condition = var.webserver_service_name == null || var.webserver_service_name == "" ? true : can(regex(
      "^([a-z.-]+)?com\\.amazonaws\\.vpce\\.[a-z0-9-]+\\.[a-zA-Z0-9_+=,.@-]+$",
      var.webserver_service_name
    ))
    error_message = "webserver_service_name must be an endpoint service name, com.amazonaws.vpce.REGION.vpce-svc-ID."
  }

  validation {
    condition     = !var.private_webserver || (var.webserver_service_name != null && var.webserver_service_name != "")
    error_message = <<-EOT
      A private web server needs its endpoint, or the environment stays PENDING: set webserver_service_name, or
      private_webserver = false for an environment that is PUBLIC_ONLY.
    EOT
  }
}
