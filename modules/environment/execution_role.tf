locals {
  execution_role_arn = var.execution_role.create ? aws_iam_role.execution[0].arn : var.execution_role.arn
}

resource "aws_iam_role" "execution" {
  count = var.execution_role.create ? 1 : 0

  # IAM allows 38 characters before the suffix. A name is never used again: AWS advises against the name of a deleted
  # role (page mwaa-create-role).
  name_prefix          = "${substr(var.name, 0, 27)}-execution-"
  description          = "Execution role of the Amazon MWAA environment ${var.name}"
  permissions_boundary = var.execution_role.permissions_boundary

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AssumedByThisEnvironmentOnly"
        Effect    = "Allow"
        Principal = { Service = ["airflow.amazonaws.com", "airflow-env.amazonaws.com"] }
        Action    = "sts:AssumeRole"
        Condition = {
          StringEquals = { "aws:SourceAccount" = local.account_id }
          ArnLike      = { "aws:SourceArn" = local.environment_arn }
        }
      },
    ]
  })

  tags = merge(var.tags, { Name = "${var.name}-execution" })

  lifecycle {
    # Roles of earlier versions are called NAME-execution, and stay.
    ignore_changes = [name, name_prefix]
  }
}

resource "aws_iam_role_policy" "execution" {
  count = var.execution_role.create ? 1 : 0

  name   = "mwaa"
  role   = aws_iam_role.execution[0].id
  policy = local.execution_policy
}

# By count, not by value: the ARN of a policy created in the same apply is unknown at plan time.
resource "aws_iam_role_policy_attachment" "execution" {
  count = var.execution_role.create ? length(var.execution_role.policy_arns) : 0

  role       = aws_iam_role.execution[0].name
  policy_arn = var.execution_role.policy_arns[count.index]
}
