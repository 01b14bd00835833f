output "principals" {
  description = "Principals that were added to the share."
  value       = sort([for association in aws_ram_principal_association.this : association.principal])
}

output "resource_share_arn" {
  description = "ARN of the resource share, created or existing, once subnets and principals are in it."
  value       = local.share_arn

  depends_on = [aws_ram_principal_association.this, aws_ram_resource_association.this]
}

output "subnet_ids" {
  description = <<-EOT
    IDs of the shared subnets in the order of subnet_arns, once they are associated with the participants: for an
    environment in the same apply. RAM may let an account see them some time later.
  EOT
  value = tolist([
    for association in aws_ram_resource_association.this : element(split("/", association.resource_arn), 1)
  ])

  depends_on = [aws_ram_principal_association.this]
}
