variable "domain" {
  description = "name is the host name that people type, covered by the certificate. zone is a hosted zone of the account, by id, that gets its record; private_zone makes a private hosted zone of exactly that name for the VPC. With neither, the record is made elsewhere. Null: the balancer's own name."
  type = object({
    name         = string
    zone         = optional(object({ id = string }))
    private_zone = optional(bool, false)
  })
  default = null

  validation {
    condition     = var.domain == null ? true : can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z0-9-]{2,63}$", var.domain.name))
    error_message = "domain.name must be a host name in lower case such as \"airflow.example.com\"."
  }

  validation {
    condition     = var.domain == null ? true : !(var.domain.private_zone && var.domain.zone != null)
    error_message = "domain takes zone, a hosted zone that is there already, or private_zone, not both."
  }
}

variable "subnets" {
  description = "Where the balancer stands: two to four subnets in different zones, each /27 or larger with eight free addresses. internet_facing gives it public addresses, and needs public subnets."
  type = object({
    ids             = list(string)
    internet_facing = optional(bool, false)
  })
  nullable = false

  validation {
    condition     = length(distinct(var.subnets.ids)) == length(var.subnets.ids) && length(var.subnets.ids) >= 2 && length(var.subnets.ids) <= 4
    error_message = "subnets.ids must be two to four different subnets, each in a zone of its own. A VPC without a way to the internet has no public ones."
  }
}

variable "vpc_id" {
  description = "The VPC of the subnets and of the web server's endpoint."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.vpc_id, "vpc-")
    error_message = "vpc_id must be the id of a VPC, such as \"vpc-0123456789abcdef0\"."
  }
}

variable "webserver" {
  description = "The web server behind the balancer: its host_name, output webserver_url of the environment; the endpoint_ips of its endpoint and the endpoint's security_group_id, outputs webserver_endpoint_ips and security_group_id of environment-endpoints."
  type = object({
    host_name         = string
    endpoint_ips      = list(string)
    security_group_id = string
  })
  nullable = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9.-]+$", var.webserver.host_name))
    error_message = "webserver.host_name must be a host name without https://. An environment that was PENDING when it was last applied may have none in its state: apply it again."
  }

  validation {
    condition     = length(var.webserver.endpoint_ips) >= 1
    error_message = "webserver.endpoint_ips is empty: a web server that is PUBLIC_ONLY has no endpoint, and needs no balancer."
  }

  validation {
    condition     = alltrue([for ip in var.webserver.endpoint_ips : can(cidrhost("${ip}/32", 0))])
    error_message = "webserver.endpoint_ips must be IPv4 addresses such as \"10.192.20.15\"."
  }
}
