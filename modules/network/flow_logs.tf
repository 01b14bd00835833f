data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  flow_logs = var.flow_logs == null ? [] : [var.flow_logs]

  # Provider 6 has region and deprecates id and name; provider 5 only has those.
  region = lookup(data.aws_region.current, "region", lookup(data.aws_region.current, "id", ""))

  _arn_middle    = "${local.region}:${data.aws_caller_identity.current.account_id}"
  flow_logs_arn  = "arn:${data.aws_partition.current.partition}:ec2:${local._arn_middle}:vpc-flow-log/*"
  log_groups_arn = "arn:${data.aws_partition.current.partition}:logs:${local._arn_middle}:log-group:*"
}

resource "aws_cloudwatch_log_group" "flow_logs" {
  count = length(local.flow_logs)

  name              = "/aws/vpc-flow-logs/${var.name}"
  retention_in_days = local.flow_logs[count.index].retention_days
  kms_key_id        = local.flow_logs[count.index].kms_key_arn

  tags = var.tags
}

resource "aws_iam_role" "flow_logs" {
  count = length(local.flow_logs)

  # IAM is global: the VPC's ID distinguishes deployments of the same name in two regions.
  name        = "vpc-flow-logs-${aws_vpc.this[0].id}"
  description = "Writes the flow logs of one VPC to CloudWatch Logs."

  # The conditions keep flow logs of other accounts from using the service as a confused deputy.
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "FlowLogsOfThisAccount"
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "vpc-flow-logs.amazonaws.com" }
      Condition = {
        StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id }
        ArnLike      = { "aws:SourceArn" = local.flow_logs_arn }
      }
    }]
  })

  tags = var.tags
}

resource "aws_iam_role_policy" "flow_logs" {
  count = length(local.flow_logs)

  name = "write-flow-logs"
  role = aws_iam_role.flow_logs[0].id

  # No logs:CreateLogGroup: the module creates the group, with its retention and key.
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "WriteToTheLogGroup"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.flow_logs[0].arn}:*"
      },
      {
        # The Service Authorization Reference names no resource for this action, and earlier named log groups. Inferred
        # from AWS's error messages, which name the account's log-group::log-stream: this pattern matches that.
        Sid      = "FindTheLogGroup"
        Effect   = "Allow"
        Action   = "logs:DescribeLogGroups"
        Resource = local.log_groups_arn
      },
    ]
  })
}

resource "aws_flow_log" "this" {
  count = length(local.flow_logs)

  vpc_id          = aws_vpc.this[0].id
  traffic_type    = "ALL"
  log_destination = aws_cloudwatch_log_group.flow_logs[0].arn
  iam_role_arn    = aws_iam_role.flow_logs[0].arn

  tags = merge(var.tags, { Name = var.name })

  depends_on = [aws_iam_role_policy.flow_logs]
}
