resource "aws_iam_role" "this" {
  name                 = "${var.name}-bastion"
  description          = "Lets Session Manager reach the bastion of ${var.name}"
  permissions_boundary = var.instance.permissions_boundary

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "CarriedByInstances"
        Effect    = "Allow"
        Principal = { Service = "ec2.${data.aws_partition.current.dns_suffix}" }
        Action    = "sts:AssumeRole"
      },
    ]
  })

  tags = merge(var.tags, { Name = "${var.name}-bastion" })
}

# The part of AmazonSSMManagedInstanceCore that sessions need (AWS Systems Manager user guide,
# getting-started-create-iam-instance-profile): no documents, no parameters of the account, no inventory.
resource "aws_iam_role_policy" "this" {
  name = "session-manager"
  role = aws_iam_role.this.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "Sessions"
        Effect = "Allow"
        Action = [
          "ssmmessages:CreateControlChannel",
          "ssmmessages:CreateDataChannel",
          "ssmmessages:OpenControlChannel",
          "ssmmessages:OpenDataChannel",
        ]
        Resource = "*"
      },
      {
        Sid      = "RegisterInstances"
        Effect   = "Allow"
        Action   = "ssm:UpdateInstanceInformation"
        Resource = "arn:${local.partition}:ec2:${local.region}:${local.account_id}:instance/*"
      },
    ]
  })
}

resource "aws_iam_instance_profile" "this" {
  name = "${var.name}-bastion"
  role = aws_iam_role.this.name

  tags = merge(var.tags, { Name = "${var.name}-bastion" })
}
