locals {
  kms_key_arn          = var.kms_key.create ? aws_kms_key.this[0].arn : var.kms_key.arn
  kms_key_is_customers = var.kms_key.create || var.kms_key.arn != null
}

resource "aws_kms_key" "this" {
  count = var.kms_key.create ? 1 : 0

  description         = "Encrypts the Amazon MWAA environment ${var.name} and its source bucket"
  enable_key_rotation = true

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        # IAM policies of the account decide who uses the key; MWAA gets its grants from the principal that creates the
        # environment.
        Sid       = "AdministeredByTheAccount"
        Effect    = "Allow"
        Principal = { AWS = "arn:${local.partition}:iam::${local.account_id}:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        Sid       = "LogGroupsOfTheEnvironment"
        Effect    = "Allow"
        Principal = { Service = "logs.${local.region}.${local.dns_suffix}" }
        Action    = ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"]
        Resource  = "*"
        Condition = { ArnLike = { "kms:EncryptionContext:aws:logs:arn" = local.log_group_pattern } }
      },
    ]
  })

  tags = merge(var.tags, { Name = var.name })
}

# For people: MWAA itself requires the key's ARN and refuses an alias.
resource "aws_kms_alias" "this" {
  count = var.kms_key.create ? 1 : 0

  name          = "alias/${var.name}"
  target_key_id = aws_kms_key.this[0].key_id
}
