variable "name" {
  description = "Prefix of names, usually the deployment's name: NAME-SERVICE and NAME-service-endpoints."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9][a-zA-Z0-9_-]{0,199}$", var.name))
    error_message = <<-EOT
      name must begin with a letter or a digit and have at most 200 letters, digits, hyphens and underscores.
    EOT
  }
}

variable "route_table_ids" {
  description = <<-EOT
    Route tables of the private subnets, in which the S3 gateway endpoint sets its routes. Required unless
    services.without contains s3.
  EOT
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(var.route_table_ids) > 0 || contains(var.services.without, "s3")
    error_message = <<-EOT
      The S3 gateway endpoint needs the route tables of the private subnets: set route_table_ids, or exclude S3 with
      services = { without = ["s3"] }.
    EOT
  }
}

variable "services" {
  description = <<-EOT
    Services with an endpoint, by the end of the service's name: `ecs` for com.amazonaws.REGION.ecs. What environments
    need is always included: s3 (gateway), airflow.api, airflow.env, airflow.ops (if the region has it), ecr.api,
    ecr.dkr, kms, logs, monitoring and sqs.
    - `additional`: Further services that the DAGs use, such as ecs, secretsmanager or sts.
    - `without`: Services to leave out, because the VPC already has an endpoint or the region does not offer them.
  EOT
  type = object({
    additional = optional(list(string), [])
    without    = optional(list(string), [])
  })
  default  = {}
  nullable = false

  validation {
    condition = alltrue([
      for service in concat(var.services.additional, var.services.without) :
      can(regex("^[a-z0-9][a-z0-9.-]*$", service))
    ])
    error_message = <<-EOT
      Services are named by the end of their service name, in lower case: ecs for com.amazonaws.REGION.ecs.
    EOT
  }

  validation {
    condition = (
      !contains(var.services.additional, "s3") && length(setintersection(
        var.services.additional,
        var.services.without
      )) == 0
    )
    error_message = <<-EOT
      services.additional must contain neither s3, which has a gateway endpoint, nor a service of services.without.
    EOT
  }
}

variable "subnet_ids" {
  description = "The two private subnets of the environments: interface endpoints are created in both, and admit both."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) == 2 && length(distinct(var.subnet_ids)) == 2
    error_message = "subnet_ids must be exactly two different subnets, in two zones."
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
    VPC of the subnets, owned by the caller's account, with DNS support and DNS host names enabled, which private DNS
    names require.
  EOT
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.vpc_id, "vpc-")
    error_message = "vpc_id must be the ID of a VPC, such as \"vpc-0123456789abcdef0\"."
  }
}
