variable "access_logs" {
  description = <<-EOT
    Access logs of the load balancer; null writes none.
    - `bucket`: Bucket of the same region whose policy admits the log delivery of Elastic Load Balancing.
    - `prefix`: Prefix of the keys.
  EOT
  type = object({
    bucket = string
    prefix = optional(string)
  })
  default = null

  validation {
    condition = var.access_logs == null ? true : !can(regex(
      "^/|/$|AWSLogs",
      coalesce(var.access_logs.prefix, "none")
    ))
    error_message = <<-EOT
      access_logs.prefix must neither begin nor end with a slash, nor contain AWSLogs, which Elastic Load Balancing adds
      itself.
    EOT
  }
}

variable "allowed_cidrs" {
  description = <<-EOT
    IPv4 networks that may reach the load balancer on port 443, such as an office network. The whole internet,
    0.0.0.0/0, and any other network larger than a /8 require protection.web_acl.
  EOT
  type        = set(string)
  nullable    = false

  validation {
    condition     = length(var.allowed_cidrs) >= 1 && length(var.allowed_cidrs) <= 50
    error_message = "allowed_cidrs must contain 1 to 50 networks: all others are blocked, the VPC itself included."
  }

  validation {
    # cidrhost refuses anything but networks; comparing with the first address finds host bits.
    condition = alltrue([
      for cidr in var.allowed_cidrs :
      try("${cidrhost(cidr, 0)}/${split("/", cidr)[1]}" == cidr && !strcontains(cidr, ":"), false)
    ])
    error_message = "allowed_cidrs must be IPv4 networks such as \"203.0.113.0/24\", without host bits."
  }

  validation {
    # 0.0.0.0/1 and 128.0.0.0/1 are the whole internet, too.
    condition = (
      alltrue([for cidr in var.allowed_cidrs : try(tonumber(split("/", cidr)[1]) >= 8, true)])
      || var.protection.web_acl != null
    )
    error_message = <<-EOT
      allowed_cidrs admits the whole internet, or a good part of it (a network larger than a /8): list the networks of
      Airflow's users, or set a web ACL (protection.web_acl).
    EOT
  }
}

variable "certificate_arn" {
  description = "Certificate of AWS Certificate Manager, in the same account and region, for the name that people open."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:[a-z-]+:acm:[a-z0-9-]+:[0-9]{12}:certificate/", var.certificate_arn))
    error_message = <<-EOT
      certificate_arn must be the ARN of a certificate of AWS Certificate Manager,
      "arn:aws:acm:REGION:ACCOUNT:certificate/…".
    EOT
  }
}

variable "name" {
  description = <<-EOT
    Prefix of names, usually the environment's name. Elastic Load Balancing allows 32 characters: a longer name is
    truncated, and ends in a digest of the whole.
  EOT
  type        = string
  nullable    = false

  validation {
    condition = (
      can(regex("^[a-zA-Z0-9]([a-zA-Z0-9-]{0,198}[a-zA-Z0-9])?$", var.name)) && !startswith(var.name, "internal-")
    )
    error_message = <<-EOT
      name must have at most 200 letters, digits and hyphens, begin and end with a letter or a digit, and not begin with
      internal-.
    EOT
  }
}

variable "protection" {
  description = <<-EOT
    Protection of the load balancer.
    - `deletion_protection`: Refuse to delete the load balancer, also from Terraform, until it is set to false and
      applied: before destroying, and before a change that replaces it.
    - `web_acl`: Regional web ACL of AWS WAF; null attaches none.
      - `arn`: Its ARN.
  EOT
  type = object({
    deletion_protection = optional(bool, true)
    web_acl             = optional(object({ arn = string }))
  })
  default  = {}
  nullable = false

  validation {
    condition = var.protection.web_acl == null ? true : can(regex(
      "^arn:[a-z-]+:wafv2:[a-z0-9-]+:[0-9]{12}:regional/webacl/",
      var.protection.web_acl.arn
    ))
    error_message = <<-EOT
      protection.web_acl.arn must be the ARN of a regional web ACL, "arn:aws:wafv2:REGION:ACCOUNT:regional/webacl/…": a
      CloudFront web ACL cannot protect a load balancer.
    EOT
  }
}

variable "tags" {
  description = "Tags of all resources."
  type        = map(string)
  default     = {}
  nullable    = false
}
