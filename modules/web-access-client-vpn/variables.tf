variable "authentication" {
  description = "The certificate that the endpoint shows, and how clients prove who they are: client_certificate_arn (mutual authentication) or saml_provider_arn, to which self_service_saml_provider_arn adds the self-service portal. A change of the client's part replaces the endpoint."
  type = object({
    server_certificate_arn         = string
    client_certificate_arn         = optional(string)
    saml_provider_arn              = optional(string)
    self_service_saml_provider_arn = optional(string)
  })
  nullable = false

  validation {
    condition     = (var.authentication.client_certificate_arn == null) != (var.authentication.saml_provider_arn == null)
    error_message = "authentication takes one of client_certificate_arn (mutual authentication) and saml_provider_arn (SAML)."
  }

  validation {
    condition     = alltrue([for arn in [var.authentication.server_certificate_arn, var.authentication.client_certificate_arn] : arn == null ? true : can(regex("^arn:[^:]+:acm:[^:]+:[0-9]{12}:certificate/", arn))])
    error_message = "server_certificate_arn and client_certificate_arn must be certificates of AWS Certificate Manager, arn:aws:acm:REGION:ACCOUNT:certificate/…."
  }

  validation {
    condition     = alltrue([for arn in [var.authentication.saml_provider_arn, var.authentication.self_service_saml_provider_arn] : arn == null ? true : can(regex("^arn:[^:]+:iam::[0-9]{12}:saml-provider/", arn))])
    error_message = "saml_provider_arn and self_service_saml_provider_arn must be SAML providers of IAM, arn:aws:iam::ACCOUNT:saml-provider/…."
  }

  validation {
    condition     = var.authentication.self_service_saml_provider_arn == null || var.authentication.saml_provider_arn != null
    error_message = "self_service_saml_provider_arn needs saml_provider_arn: there is no self-service portal for certificates."
  }
}

variable "authorization" {
  description = "Who may reach what: access_group_ids limits it to groups of the SAML provider ([] = everybody who connects), cidrs adds networks inside the VPC to the web server and DNS."
  type = object({
    access_group_ids = optional(list(string), [])
    cidrs            = optional(list(string), [])
  })
  default  = {}
  nullable = false

  validation {
    condition     = length(var.authorization.access_group_ids) == 0 || var.authentication.saml_provider_arn != null
    error_message = "access_group_ids are groups that a SAML provider names: certificates have none."
  }

  validation {
    condition = alltrue([
      for group in var.authorization.access_group_ids : can(regex("^[^,]+$", group))
    ]) && length(distinct(var.authorization.access_group_ids)) == length(var.authorization.access_group_ids)
    error_message = "access_group_ids must be different ids of groups, none empty and none with a comma in it."
  }

  validation {
    condition = alltrue([
      for cidr in var.authorization.cidrs :
      try(cidrhost(cidr, 0) == split("/", cidr)[0] && tonumber(split("/", cidr)[1]) >= tonumber(split("/", var.network.vpc_cidr_block)[1])
      && cidrhost("${cidrhost(cidr, 0)}/${split("/", var.network.vpc_cidr_block)[1]}", 0) == cidrhost(var.network.vpc_cidr_block, 0), false)
    ])
    error_message = "cidrs must be IPv4 networks inside the VPC's vpc_cidr_block: clients have a route to nothing else."
  }
}

variable "clients" {
  description = "Addresses of the clients (cidr_block, /12 to /22, apart from the VPC; a change replaces the endpoint) and how they connect: dns_servers (null = the VPC's resolver), split_tunnel (only the VPC's traffic goes through the tunnel), transport_protocol and port, hours of a session, a banner at login."
  type = object({
    cidr_block            = string
    dns_servers           = optional(list(string))
    login_banner          = optional(string)
    port                  = optional(number, 443)
    session_timeout_hours = optional(number, 12)
    split_tunnel          = optional(bool, true)
    transport_protocol    = optional(string, "udp")
  })
  nullable = false

  validation {
    condition     = try(cidrhost(var.clients.cidr_block, 0) == split("/", var.clients.cidr_block)[0] && tonumber(split("/", var.clients.cidr_block)[1]) >= 12 && tonumber(split("/", var.clients.cidr_block)[1]) <= 22, false)
    error_message = "cidr_block must be an IPv4 network of /12 to /22, such as \"10.8.0.0/22\"."
  }

  # Two networks overlap where they are one at the length of the shorter prefix.
  validation {
    condition = try(length(distinct([
      for cidr in [var.clients.cidr_block, var.network.vpc_cidr_block] :
      cidrhost("${split("/", cidr)[0]}/${min(tonumber(split("/", var.clients.cidr_block)[1]), tonumber(split("/", var.network.vpc_cidr_block)[1]))}", 0)
    ])) == 2, false)
    error_message = "cidr_block must not overlap the VPC's vpc_cidr_block: AWS refuses the subnets' association."
  }

  validation {
    condition     = var.clients.dns_servers == null ? true : length(var.clients.dns_servers) >= 1 && length(var.clients.dns_servers) <= 2 && alltrue([for server in var.clients.dns_servers : can(cidrhost("${server}/32", 0))])
    error_message = "dns_servers must be one or two IPv4 addresses; null is the VPC's own resolver."
  }

  validation {
    condition     = var.clients.login_banner == null ? true : length(var.clients.login_banner) >= 1 && length(var.clients.login_banner) <= 1400
    error_message = "login_banner must have 1 to 1,400 characters."
  }

  validation {
    condition     = contains([443, 1194], var.clients.port) && contains(["tcp", "udp"], var.clients.transport_protocol)
    error_message = "port must be 443 or 1194, transport_protocol udp or tcp."
  }

  validation {
    condition     = contains([8, 10, 12, 24], var.clients.session_timeout_hours)
    error_message = "session_timeout_hours must be 8, 10, 12 or 24."
  }
}

variable "connection_log" {
  description = "Who connected, when and from where, in CloudWatch Logs: enabled, retention_days, and the ARN of a KMS key whose policy admits CloudWatch Logs (null = CloudWatch's own encryption)."
  type = object({
    enabled        = optional(bool, true)
    kms_key_arn    = optional(string)
    retention_days = optional(number, 365)
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains([0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.connection_log.retention_days)
    error_message = "retention_days must be one of CloudWatch Logs': 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653; 0 keeps the log for ever."
  }
}
