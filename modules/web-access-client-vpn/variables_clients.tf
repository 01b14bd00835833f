variable "clients" {
  description = <<-EOT
    Addresses and connections of the clients.
    - `cidr_block`: Their addresses, /12 to /22, outside of the VPC. A change replaces the endpoint.
    - `dns_servers`: One or two DNS servers; null is the VPC's resolver.
    - `login_banner`: Text that clients show at login.
    - `port`: 443 or 1194.
    - `session_timeout_hours`: 8, 10, 12 or 24.
    - `split_tunnel`: Send only the VPC's traffic through the tunnel.
    - `transport_protocol`: udp or tcp.
  EOT
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
    condition = try(
      cidrhost(var.clients.cidr_block, 0) == split("/", var.clients.cidr_block)[0]
      && tonumber(split("/", var.clients.cidr_block)[1]) >= 12
      && tonumber(split("/", var.clients.cidr_block)[1]) <= 22,
      false
    )
    error_message = "cidr_block must be an IPv4 network of /12 to /22, such as \"10.8.0.0/22\"."
  }

  # Two networks overlap if they are the same with the shorter of their prefixes.
  validation {
    condition = try(length(distinct([
      for cidr in [var.clients.cidr_block, var.network.vpc_cidr_block] :
      cidrhost("${split("/", cidr)[0]}/${min(
        tonumber(split("/", var.clients.cidr_block)[1]),
        tonumber(split("/", var.network.vpc_cidr_block)[1])
      )}", 0)
    ])) == 2, false)
    error_message = "cidr_block must not overlap the VPC's vpc_cidr_block: AWS refuses the subnets' association."
  }

  validation {
    condition = (
      var.clients.dns_servers == null
      ? true
      : length(var.clients.dns_servers) >= 1
      && length(var.clients.dns_servers) <= 2
      && alltrue([for server in var.clients.dns_servers : can(cidrhost("${server}/32", 0))])
    )
    error_message = "dns_servers must be one or two IPv4 addresses; null is the VPC's own resolver."
  }

  validation {
    condition = (
      var.clients.login_banner == null
      ? true
      : length(var.clients.login_banner) >= 1 && length(var.clients.login_banner) <= 1400
    )
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
  description = <<-EOT
    Log of the connections in CloudWatch Logs: who connected, when and from where.
    - `enabled`: Whether to write it.
    - `kms_key_arn`: KMS key whose policy admits CloudWatch Logs; null uses the encryption of CloudWatch Logs.
    - `retention_days`: Days to keep it; 0 keeps it forever.
  EOT
  type = object({
    enabled        = optional(bool, true)
    kms_key_arn    = optional(string)
    retention_days = optional(number, 365)
  })
  default  = {}
  nullable = false

  validation {
    condition = contains(
      [0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
      var.connection_log.retention_days
    )
    error_message = <<-EOT
      retention_days must be a retention period of CloudWatch Logs: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400,
      545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653; 0 keeps the log forever.
    EOT
  }
}
