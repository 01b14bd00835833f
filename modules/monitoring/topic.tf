locals {
  make_key  = var.alarm_topic.create && var.alarm_topic.kms_key_arn == null
  topic_arn = var.alarm_topic.create ? aws_sns_topic.this[0].arn : var.alarm_topic.arn
}

resource "aws_sns_topic" "this" {
  count = var.alarm_topic.create ? 1 : 0

  name              = "${var.environment_name}-alarms"
  kms_master_key_id = local.make_key ? aws_kms_key.this[0].arn : var.alarm_topic.kms_key_arn

  tags = merge(var.tags, { Name = "${var.environment_name}-alarms" })
}

# Replaces SNS's default, with which everybody in the account can publish (SNS developer guide,
# sns-access-policy-use-cases).
resource "aws_sns_topic_policy" "this" {
  count = var.alarm_topic.create ? 1 : 0

  arn = aws_sns_topic.this[0].arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        # From the page sns-security-best-practices of the SNS developer guide.
        Sid       = "TlsOnly"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.this[0].arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
      {
        Sid       = "AlarmsOfThisAccount"
        Effect    = "Allow"
        Principal = { Service = "cloudwatch.amazonaws.com" }
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.this[0].arn
        Condition = {
          ArnLike      = { "aws:SourceArn" = "${local.alarm_arn_prefix}*" }
          StringEquals = { "aws:SourceAccount" = local.account_id }
        }
      },
    ]
  })
}

# CloudWatch cannot use alias/aws/sns, the key that AWS manages: publishing would fail silently.
resource "aws_kms_key" "this" {
  count = local.make_key ? 1 : 0

  description         = "Encrypts the alarms of the Amazon MWAA environment ${var.environment_name}"
  enable_key_rotation = true

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AdministeredByTheAccount"
        Effect    = "Allow"
        Principal = { AWS = "arn:${local.partition}:iam::${local.account_id}:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        # From the page sns-key-management of the SNS developer guide, with its condition against the confused deputy.
        Sid       = "AlarmsToTheTopic"
        Effect    = "Allow"
        Principal = { Service = "cloudwatch.amazonaws.com" }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey*"]
        Resource  = "*"
        Condition = { StringEquals = { "aws:SourceAccount" = local.account_id } }
      },
    ]
  })

  tags = merge(var.tags, { Name = "${var.environment_name}-alarms" })
}

resource "aws_kms_alias" "this" {
  count = local.make_key ? 1 : 0

  name          = "alias/${var.environment_name}-alarms"
  target_key_id = aws_kms_key.this[0].key_id
}
