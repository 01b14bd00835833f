output "keys" {
  description = "Keys of the tags as place/key; places are vpc, az1 and az2."
  value       = tolist(keys(aws_ec2_tag.this))
}

output "subnet_ids" {
  description = "IDs of the subnets in the order of the input, once they are tagged."
  value       = var.subnet_ids

  depends_on = [aws_ec2_tag.this]
}

output "vpc_id" {
  description = "ID of the VPC, once it is tagged."
  value       = var.vpc_id

  depends_on = [aws_ec2_tag.this]
}
