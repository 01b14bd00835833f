locals {
  kms_key_arn = var.kms_key.create ? aws_kms_key.this[0].arn : var.kms_key.arn
  has_kms_key = var.kms_key.create || var.kms_key.arn != null
}

resource "aws_kms_key" "this" {
  count = var.kms_key.create ? 1 : 0

  description         = "Encrypts the Terraform states in the bucket ${var.name}"
  enable_key_rotation = true

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        {
          # What AWS lists for key administrators (KMS developer guide, key-policy-default), without using the key. Of
          # kms:Create* only what applies to a key and its alias: a grant could allow anyone to use the key.
          Sid       = "AdministeredByTheAccount"
          Effect    = "Allow"
          Principal = { AWS = "arn:${local.partition}:iam::${local.account_id}:root" }
          Action = [
            "kms:CancelKeyDeletion",
            "kms:CreateAlias",
            "kms:Delete*",
            "kms:Describe*",
            "kms:Disable*",
            "kms:Enable*",
            "kms:Get*",
            "kms:List*",
            "kms:Put*",
            "kms:Revoke*",
            "kms:RotateKeyOnDemand",
            "kms:ScheduleKeyDeletion",
            "kms:TagResource",
            "kms:UntagResource",
            "kms:Update*",
          ]
          Resource = "*"
        },
      ],
      [
        for number, account in local.accounts : {
          # S3 calls KMS on behalf of the caller (S3 user guide, UsingKMSEncryption): for this bucket only.
          Sid       = "UsedThroughTheBucket${number + 1}"
          Effect    = "Allow"
          Principal = { AWS = account.principal }
          Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
          Resource  = "*"
          Condition = merge(try(account.only.Condition, {}), {
            StringEquals = { "kms:ViaService" = "s3.${local.region}.${local.dns_suffix}" }
            StringLike   = { "kms:EncryptionContext:aws:s3:arn" = [local.bucket_arn, "${local.bucket_arn}/*"] }
          })
        }
      ],
    )
  })

  tags = merge(var.tags, { Name = var.name })
}

resource "aws_kms_alias" "this" {
  count = var.kms_key.create ? 1 : 0

  # An alias has no dots.
  name          = "alias/${replace(var.name, ".", "-")}"
  target_key_id = aws_kms_key.this[0].key_id
}
