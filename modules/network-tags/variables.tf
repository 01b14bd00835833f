variable "name" {
  description = <<-EOT
    Name tag of the VPC, and beginning of the subnets' Name tags: NAME Private Subnet (AZ1) and (AZ2), as
    modules/network names them. Null sets no Name tags.
  EOT
  type        = string
  default     = null

  validation {
    condition     = var.name == null ? true : length(var.name) >= 1 && length(var.name) <= 235
    error_message = "name must have 1 to 235 characters: the subnets' names add a suffix, and EC2 allows 256."
  }
}

variable "subnet_ids" {
  description = "The two shared private subnets, az1 first."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) == 2 && length(distinct(var.subnet_ids)) == 2
    error_message = "subnet_ids must be exactly the two different shared subnets."
  }
}

variable "tags" {
  description = "Further tags of the VPC and both subnets. The provider's default_tags are not added to them."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = !contains(keys(var.tags), "Name")
    error_message = "tags must not contain Name: use the variable name, since VPC and subnets have different names."
  }

  validation {
    condition = alltrue([
      for key, value in var.tags :
      length(key) >= 1 && length(key) <= 128 && !startswith(lower(key), "aws:") && length(value) <= 256
    ])
    error_message = <<-EOT
      tags must have keys of 1 to 128 characters that do not begin with aws:, and values of at most 256 characters.
    EOT
  }

  validation {
    condition     = length(var.tags) <= 49
    error_message = "tags must have at most 49 entries: EC2 allows 50 tags per resource, Name included."
  }
}

variable "vpc_id" {
  description = "VPC of the subnets."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.vpc_id, "vpc-")
    error_message = "vpc_id must be the ID of a VPC, such as \"vpc-0123456789abcdef0\"."
  }
}
