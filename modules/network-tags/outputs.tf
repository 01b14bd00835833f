output "keys" {
  description = "What is tagged with what, as place/key: vpc, az1 and az2 are the places."
  value       = tolist(keys(aws_ec2_tag.this))
}

output "subnet_ids" {
  description = "IDs of the subnets in the order given, once they bear their tags."
  value       = var.subnet_ids

  depends_on = [aws_ec2_tag.this]
}

output "vpc_id" {
  description = "ID of the VPC, once it bears its tags."
  value       = var.vpc_id

  depends_on = [aws_ec2_tag.this]
}
