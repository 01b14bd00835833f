variable "authentication" {
  description = <<-EOT
    Authentication of the endpoint and of the clients; a change of the clients' part replaces the endpoint.
    - `server_certificate_arn`: Certificate that the endpoint presents.
    - `client_certificate_arn`: Mutual authentication: certificate of the authority that signs the clients'
      certificates.
    - `saml_provider_arn`: SAML authentication, instead of `client_certificate_arn`.
    - `self_service_saml_provider_arn`: SAML provider of the self-service portal; requires `saml_provider_arn`.
  EOT
  type = object({
    server_certificate_arn         = string
    client_certificate_arn         = optional(string)
    saml_provider_arn              = optional(string)
    self_service_saml_provider_arn = optional(string)
  })
  nullable = false

  validation {
    condition = (
      (var.authentication.client_certificate_arn == null)
      != (var.authentication.saml_provider_arn == null)
    )
    error_message = <<-EOT
      authentication takes one of client_certificate_arn (mutual authentication) and saml_provider_arn (SAML).
    EOT
  }

  validation {
    condition = alltrue([
      for arn in [var.authentication.server_certificate_arn, var.authentication.client_certificate_arn] :
      arn == null ? true : can(regex("^arn:[^:]+:acm:[^:]+:[0-9]{12}:certificate/", arn))
    ])
    error_message = <<-EOT
      server_certificate_arn and client_certificate_arn must be certificates of AWS Certificate Manager,
      arn:aws:acm:REGION:ACCOUNT:certificate/….
    EOT
  }

  validation {
    condition = alltrue([
      for arn in [var.authentication.saml_provider_arn, var.authentication.self_service_saml_provider_arn] :
      arn == null ? true : can(regex("^arn:[^:]+:iam::[0-9]{12}:saml-provider/", arn))
    ])
    error_message = <<-EOT
      saml_provider_arn and self_service_saml_provider_arn must be SAML providers of IAM,
      arn:aws:iam::ACCOUNT:saml-provider/….
    EOT
  }

  validation {
    condition = (
      var.authentication.self_service_saml_provider_arn == null || var.authentication.saml_provider_arn != null
    )
    error_message = <<-EOT
      self_service_saml_provider_arn needs saml_provider_arn: there is no self-service portal for certificates.
    EOT
  }
}

variable "authorization" {
  description = <<-EOT
    What clients may reach.
    - `access_group_ids`: Groups of the SAML provider that have access; empty gives it to every client.
    - `cidrs`: Networks inside the VPC that clients may reach, besides the web server and DNS.
  EOT
  type = object({
    access_group_ids = optional(list(string), [])
    cidrs            = optional(list(string), [])
  })
  default  = {}
  nullable = false

  validation {
    condition     = length(var.authorization.access_group_ids) == 0 || var.authentication.saml_provider_arn != null
    error_message = "access_group_ids requires saml_provider_arn: certificates have no groups."
  }

  validation {
    condition = alltrue([
      for group in var.authorization.access_group_ids : can(regex("^[^,]+$", group))
    ]) && length(distinct(var.authorization.access_group_ids)) == length(var.authorization.access_group_ids)
    error_message = "access_group_ids must be different, non-empty IDs of groups without commas."
  }

  validation {
    condition = alltrue([
      for cidr in var.authorization.cidrs :
      try(
        cidrhost(cidr, 0) == split("/", cidr)[0]
        && tonumber(split("/", cidr)[1]) >= tonumber(split("/", var.network.vpc_cidr_block)[1])
        && cidrhost("${cidrhost(cidr, 0)}/${split("/", var.network.vpc_cidr_block)[1]}", 0)
        == cidrhost(var.network.vpc_cidr_block, 0),
        false
      )
    ])
    error_message = "cidrs must be IPv4 networks inside the VPC's vpc_cidr_block: clients have no other routes."
  }
}
