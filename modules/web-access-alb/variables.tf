variable "access_logs" {
  description = "Log each request to this bucket of the same region, whose policy admits the log delivery of Elastic Load Balancing; prefix comes before the keys. Null: no logs."
  type = object({
    bucket = string
    prefix = optional(string)
  })
  default = null

  validation {
    condition     = var.access_logs == null ? true : !can(regex("^/|/$|AWSLogs", coalesce(var.access_logs.prefix, "none")))
    error_message = "access_logs.prefix must not begin or end with a slash, and not contain AWSLogs, which Elastic Load Balancing adds itself."
  }
}

variable "allowed_cidrs" {
  description = "IPv4 networks that may reach the balancer on port 443, such as an office's. The whole internet, 0.0.0.0/0, only with protection.web_acl."
  type        = set(string)
  nullable    = false

  validation {
    condition     = length(var.allowed_cidrs) >= 1 && length(var.allowed_cidrs) <= 50
    error_message = "allowed_cidrs must name 1 to 50 networks: nobody else reaches the balancer, the VPC itself included."
  }

  validation {
    # cidrhost refuses what is no network; with the first address of the network, host bits show.
    condition     = alltrue([for cidr in var.allowed_cidrs : try("${cidrhost(cidr, 0)}/${split("/", cidr)[1]}" == cidr && !strcontains(cidr, ":"), false)])
    error_message = "allowed_cidrs must be IPv4 networks such as \"203.0.113.0/24\", without host bits."
  }

  validation {
    condition     = alltrue([for cidr in var.allowed_cidrs : !endswith(cidr, "/0")]) || var.protection.web_acl != null
    error_message = "allowed_cidrs lets the whole internet in: name the networks of those who use Airflow, or put a web ACL in front (protection.web_acl)."
  }
}

variable "certificate_arn" {
  description = "Certificate of AWS Certificate Manager, in the same account and region, for the name that people type."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:[a-z-]+:acm:[a-z0-9-]+:[0-9]{12}:certificate/", var.certificate_arn))
    error_message = "certificate_arn must be the ARN of a certificate of AWS Certificate Manager, \"arn:aws:acm:REGION:ACCOUNT:certificate/…\"."
  }
}

variable "name" {
  description = "Prefix of names, usually the environment's name. Elastic Load Balancing takes 32 characters: a longer name is cut, and ends in a digest of the whole."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9]([a-zA-Z0-9-]{0,198}[a-zA-Z0-9])?$", var.name)) && !startswith(var.name, "internal-")
    error_message = "name must have at most 200 letters, digits and hyphens, begin and end with a letter or a digit, and not begin with internal-."
  }
}

variable "protection" {
  description = "deletion_protection refuses to delete the balancer, also by Terraform, until it is switched off and applied. web_acl is a regional web ACL of AWS WAF, by arn."
  type = object({
    deletion_protection = optional(bool, false)
    web_acl             = optional(object({ arn = string }))
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.protection.web_acl == null ? true : can(regex("^arn:[a-z-]+:wafv2:[a-z0-9-]+:[0-9]{12}:regional/webacl/", var.protection.web_acl.arn))
    error_message = "protection.web_acl.arn must be the ARN of a regional web ACL, \"arn:aws:wafv2:REGION:ACCOUNT:regional/webacl/…\": one of CloudFront does not fit a load balancer."
  }
}

variable "tags" {
  description = "Tags of everything that is made."
  type        = map(string)
  default     = {}
  nullable    = false
}
