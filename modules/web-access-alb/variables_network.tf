variable "domain" {
  description = <<-EOT
    Name of the web server; null uses the load balancer's own name. With neither `zone` nor `private_zone`, its DNS
    record is managed externally.
    - `name`: Host name that people open, covered by the certificate, and the value of the environment's Airflow option
      `webserver.base_url`.
    - `zone`: Existing hosted zone of the account in which to create the record.
      - `id`: ID of the zone.
    - `private_zone`: Create a private hosted zone of exactly this name for the VPC.
  EOT
  type = object({
    name         = string
    zone         = optional(object({ id = string }))
    private_zone = optional(bool, false)
  })
  default = null

  validation {
    condition = var.domain == null ? true : can(regex(
      "^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z0-9-]{2,63}$",
      var.domain.name
    ))
    error_message = "domain.name must be a host name in lower case such as \"airflow.example.com\"."
  }

  validation {
    condition     = var.domain == null ? true : !(var.domain.private_zone && var.domain.zone != null)
    error_message = "domain takes either zone, an existing hosted zone, or private_zone, not both."
  }
}

variable "subnets" {
  description = <<-EOT
    Subnets of the load balancer.
    - `ids`: Two to four subnets in different zones, each /27 or larger with eight free addresses.
    - `internet_facing`: Assign public addresses; requires public subnets.
  EOT
  type = object({
    ids             = list(string)
    internet_facing = optional(bool, false)
  })
  nullable = false

  validation {
    condition = (
      length(distinct(var.subnets.ids)) == length(var.subnets.ids)
      && length(var.subnets.ids) >= 2
      && length(var.subnets.ids) <= 4
    )
    error_message = <<-EOT
      subnets.ids must be two to four different subnets, each in a zone of its own. A VPC without internet access has no
      public subnets.
    EOT
  }
}

variable "vpc_id" {
  description = "VPC of the subnets and of the web server's endpoint."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.vpc_id, "vpc-")
    error_message = "vpc_id must be the ID of a VPC, such as \"vpc-0123456789abcdef0\"."
  }
}

variable "webserver" {
  description = <<-EOT
    Web server behind the load balancer.
    - `host_name`: Its host name: output webserver_url of the environment.
    - `endpoint_ips`: Addresses of its endpoint: output webserver_endpoint_ips of environment-endpoints.
    - `security_group_id`: Security group of its endpoint: output security_group_id of environment-endpoints.
  EOT
  type = object({
    host_name         = string
    endpoint_ips      = list(string)
    security_group_id = string
  })
  nullable = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9.-]+$", var.webserver.host_name))
    error_message = <<-EOT
      webserver.host_name must be a host name without https://. The state of an environment that was PENDING when last
      applied may have none: apply it again.
    EOT
  }

  validation {
    condition     = length(var.webserver.endpoint_ips) >= 1
    error_message = <<-EOT
      webserver.endpoint_ips must not be empty: a PUBLIC_ONLY web server has no endpoint, and needs no load balancer.
    EOT
  }

  validation {
    condition     = alltrue([for ip in var.webserver.endpoint_ips : can(cidrhost("${ip}/32", 0))])
    error_message = "webserver.endpoint_ips must be IPv4 addresses such as \"10.192.20.15\"."
  }
}
