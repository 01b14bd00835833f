variable "organization_sharing" {
  description = <<-EOT
    Whether to enable AWS RAM's sharing within the organization first. Only the organization's management account can,
    and once is enough; see modules/subnet-share.
  EOT
  type        = bool
  default     = false
  nullable    = false
}

variable "principals" {
  description = <<-EOT
    Who may create environments in the private subnets: account IDs of 12 digits, or ARNs of organizational units or of
    an organization, of the owner's own organization. Empty shares nothing, for environments of the VPC's own account.
  EOT
  type        = set(string)
  default     = []
  nullable    = false
}

module "subnet_share" {
  source = "./modules/subnet-share"
  count  = length(var.principals) > 0 ? 1 : 0

  name                 = var.name
  organization_sharing = var.organization_sharing
  principals           = var.principals
  subnet_arns          = module.network.private_subnet_arns
  tags                 = var.tags
}

output "resource_share_arn" {
  description = "ARN of the resource share, once subnets and principals are in it. Null without principals."
  value       = one(module.subnet_share[*].resource_share_arn)
}

output "shared_subnet_ids" {
  description = <<-EOT
    IDs of the private subnets, az1 first, once they are shared: for what another account creates in the same apply. The
    same as private_subnet_ids without principals.
  EOT
  value       = length(var.principals) > 0 ? module.subnet_share[0].subnet_ids : module.network.private_subnet_ids
}
