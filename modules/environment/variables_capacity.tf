variable "capacity" {
  description = <<-EOT
    Size of the environment; null takes the default of MWAA.
    - `environment_class`: mw1.micro, mw1.small, mw1.medium, mw1.large, mw1.xlarge or mw1.2xlarge.
    - `max_webservers`: 2 to 5 (mw1.micro: 1).
    - `max_workers`: At least 1.
    - `min_webservers`: 2 to 5 (mw1.micro: 1).
    - `min_workers`: At least 1.
    - `schedulers`: 2 to 5 (mw1.micro: 1).
  EOT
  type = object({
    environment_class = optional(string)
    max_webservers    = optional(number)
    max_workers       = optional(number)
    min_webservers    = optional(number)
    min_workers       = optional(number)
    schedulers        = optional(number)
  })
  default  = {}
  nullable = false

  validation {
    condition = var.capacity.environment_class == null ? true : can(regex(
      "^mw1\\.(micro|small|medium|large|xlarge|2xlarge)$",
      var.capacity.environment_class
    ))
    error_message = <<-EOT
      capacity.environment_class must be mw1.micro, mw1.small, mw1.medium, mw1.large, mw1.xlarge or mw1.2xlarge.
    EOT
  }

  validation {
    condition = alltrue([
      for count in [var.capacity.schedulers, var.capacity.min_webservers, var.capacity.max_webservers] :
      count == null ? true : var.capacity.environment_class == "mw1.micro" ? count == 1 : contains([2, 3, 4, 5], count)
    ])
    error_message = "capacity.schedulers, min_webservers and max_webservers must be 2 to 5, and 1 with mw1.micro."
  }

  validation {
    condition = alltrue([
      for count in [var.capacity.min_workers, var.capacity.max_workers] :
      count == null ? true : count >= 1 && floor(count) == count
    ])
    error_message = "capacity.min_workers and max_workers must be whole numbers of at least 1."
  }

  validation {
    condition = alltrue([
      for range in [
        [var.capacity.min_workers, var.capacity.max_workers],
        [var.capacity.min_webservers, var.capacity.max_webservers],
      ] : range[0] == null || range[1] == null ? true : range[0] <= range[1]
    ])
    error_message = "capacity.min_workers must not exceed max_workers, nor min_webservers max_webservers."
  }
}
