variable "name" {
  description = "Prefix of names, usually the deployment's name: NAME-SERVICE and NAME-service-endpoints."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9][a-zA-Z0-9_-]{0,199}$", var.name))
    error_message = "name must begin with a letter or a digit and have at most 200 letters, digits, hyphens and underscores."
  }
}

variable "route_table_ids" {
  description = "The route tables of the private subnets: the S3 gateway endpoint enters its routes there. Needed unless S3 is in services.without."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(var.route_table_ids) > 0 || contains(var.services.without, "s3")
    error_message = "The S3 gateway endpoint needs the route tables of the private subnets: give route_table_ids, or leave S3 out with services = { without = [\"s3\"] }."
  }
}

variable "services" {
  description = <<-EOT
    Which services have an endpoint, by the end of the service's name: `ecs` for com.amazonaws.REGION.ecs.
    Those that environments need are there without being named: s3 (gateway), airflow.api, airflow.env, airflow.ops (where the region has it), ecr.api, ecr.dkr, kms, logs, monitoring and sqs.
    `additional`: further ones, which the DAGs use, such as ecs, secretsmanager or sts. `without`: those to leave out, because the VPC has an endpoint of them already or the region none.
  EOT
  type = object({
    additional = optional(list(string), [])
    without    = optional(list(string), [])
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for service in concat(var.services.additional, var.services.without) : can(regex("^[a-z0-9][a-z0-9.-]*$", service))])
    error_message = "Services are named by the end of their service name, in lower case: ecs for com.amazonaws.REGION.ecs."
  }

  validation {
    condition     = !contains(var.services.additional, "s3") && length(setintersection(var.services.additional, var.services.without)) == 0
    error_message = "services.additional must name neither s3, which has a gateway endpoint, nor anything that services.without leaves out."
  }
}

variable "subnet_ids" {
  description = "The two private subnets of the environments: interface endpoints stand in both, and admit both."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) == 2 && length(distinct(var.subnet_ids)) == 2
    error_message = "subnet_ids must be exactly two different subnets, in two zones."
  }
}

variable "tags" {
  description = "Tags of everything that is made."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "vpc_id" {
  description = "The VPC of the subnets, owned by the caller's account and with DNS support and DNS host names on, which private DNS names need."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.vpc_id, "vpc-")
    error_message = "vpc_id must be the id of a VPC, such as \"vpc-0123456789abcdef0\"."
  }
}
