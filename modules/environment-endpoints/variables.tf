variable "database_service_name" {
  description = "Service name of the environment's metadata database: output database_vpc_endpoint_service of the environment, com.amazonaws.vpce.REGION.vpce-svc-ID."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^([a-z.-]+)?com\\.amazonaws\\.vpce\\.[a-z0-9-]+\\.[a-zA-Z0-9_+=,.@-]+$", var.database_service_name))
    error_message = "database_service_name must be an endpoint service name, com.amazonaws.vpce.REGION.vpce-svc-ID. An environment has one from PENDING on: apply it first, with CUSTOMER endpoint management."
  }
}

variable "environment_security_group_id" {
  description = "The environment's security group: as account/sg-id where another account owns it, sg-id alone where the caller's account does."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^([0-9]{12}/)?sg-[a-zA-Z0-9._-]+$", var.environment_security_group_id))
    error_message = "environment_security_group_id must be \"123456789012/sg-…\" with the account of 12 digits, or \"sg-…\"."
  }
}

variable "name" {
  description = "Prefix of names, usually the environment's name: NAME-database, NAME-webserver, NAME-endpoints."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9][a-zA-Z0-9_-]{0,199}$", var.name))
    error_message = "name must begin with a letter or a digit and have at most 200 letters, digits, hyphens and underscores."
  }
}

variable "private_webserver" {
  description = "Whether the web server has a private side, and so an endpoint: true with PRIVATE_ONLY and PUBLIC_AND_PRIVATE, false with PUBLIC_ONLY."
  type        = bool
  default     = true
  nullable    = false
}

variable "subnet_ids" {
  description = "The environment's own two subnets: with an endpoint elsewhere the environment ends in CREATE_FAILED."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) == 2 && length(distinct(var.subnet_ids)) == 2
    error_message = "subnet_ids must be exactly the two different subnets of the environment."
  }
}

variable "tags" {
  description = "Tags of everything that is made."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "vpc_id" {
  description = "The VPC of the subnets, owned by the caller's account: from any other, AWS says that the endpoint service does not exist."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.vpc_id, "vpc-")
    error_message = "vpc_id must be the id of a VPC, such as \"vpc-0123456789abcdef0\"."
  }
}

variable "webserver_service_name" {
  description = "Service name of the environment's web server: output webserver_vpc_endpoint_service of the environment. Needed where private_webserver is true."
  type        = string
  default     = null

  # An environment that is PUBLIC_ONLY may hand over an empty text.
  validation {
    condition     = var.webserver_service_name == null || var.webserver_service_name == "" ? true : can(regex("^([a-z.-]+)?com\\.amazonaws\\.vpce\\.[a-z0-9-]+\\.[a-zA-Z0-9_+=,.@-]+$", var.webserver_service_name))
    error_message = "webserver_service_name must be an endpoint service name, com.amazonaws.vpce.REGION.vpce-svc-ID."
  }

  validation {
    condition     = !var.private_webserver || (var.webserver_service_name != null && var.webserver_service_name != "")
    error_message = "A private web server needs its endpoint, or the environment stays in PENDING: give webserver_service_name, or private_webserver = false for an environment that is PUBLIC_ONLY."
  }
}
