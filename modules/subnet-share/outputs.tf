output "principals" {
  description = "Whom the subnets are shared with, once they are."
  value       = sort([for association in aws_ram_principal_association.this : association.principal])
}

output "resource_share_arn" {
  description = "ARN of the resource share, once its subnets and principals are in it."
  value       = aws_ram_resource_share.this.arn

  depends_on = [aws_ram_principal_association.this, aws_ram_resource_association.this]
}

output "subnet_ids" {
  description = "IDs of the shared subnets in the order of subnet_arns, once participants can use them: what an environment takes in the same apply."
  value       = tolist([for association in aws_ram_resource_association.this : element(split("/", association.resource_arn), 1)])

  depends_on = [aws_ram_principal_association.this]
}
