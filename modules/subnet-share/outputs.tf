output "principals" {
  description = "The principals that were put into the share, once they are in it."
  value       = sort([for association in aws_ram_principal_association.this : association.principal])
}

output "resource_share_arn" {
  description = "ARN of the resource share, made or given, once subnets and principals are in it."
  value       = local.share_arn

  depends_on = [aws_ram_principal_association.this, aws_ram_resource_association.this]
}

output "subnet_ids" {
  description = "IDs of the shared subnets in the order of subnet_arns, once participants can use them: what an environment takes in the same apply."
  value       = tolist([for association in aws_ram_resource_association.this : element(split("/", association.resource_arn), 1)])

  depends_on = [aws_ram_principal_association.this]
}
