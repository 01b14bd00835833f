locals {
  # Roles are in a condition and not principals: S3 refuses a policy with a role that does not exist yet, and does not
  # recognize one that was recreated.
  accounts = [
    for account in var.accounts : {
      id        = account.account_id
      principal = "arn:${local.partition}:iam::${account.account_id}:root"
      only = {
        for roles in [account.role_arns] : "Condition" => { ArnEquals = { "aws:PrincipalArn" = roles } }
        if length(roles) > 0
      }
      role_arns = account.role_arns
      states    = [for key in account.writes : "${local.bucket_arn}/${key}"]
      locks     = [for key in account.writes : "${local.bucket_arn}/${key}.tflock"]
      reads     = [for key in account.reads : "${local.bucket_arn}/${key}"]
      # Without permission to list, S3 answers "forbidden" rather than "missing" for a state file that does not exist
      # yet. Terraform itself lists its default prefix for workspaces.
      prefixes = concat(["env:/"], account.writes, account.reads)
    }
  ]

  # IAM policies give the bucket's own account access: the policy can only deny.
  own_accounts   = [for account in local.accounts : account if account.id == local.account_id]
  other_accounts = [for account in local.accounts : account if account.id != local.account_id]

  # Most accounts read the same state files; one statement for all of them keeps the policy short.
  readers = {
    for account in local.other_accounts : jsonencode([sort(account.reads), length(account.role_arns) > 0]) => account...
    if length(account.reads) > 0
  }

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        {
          Sid       = "TlsOnly"
          Effect    = "Deny"
          Principal = "*"
          Action    = "s3:*"
          Resource  = [local.bucket_arn, "${local.bucket_arn}/*"]
          Condition = { Bool = { "aws:SecureTransport" = "false" } }
        },
      ],
      local.own_statements,
      local.other_statements,
      local.reader_statements,
    )
  })
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.id
  policy = local.policy

  lifecycle {
    precondition {
      condition     = length(local.policy) <= 20480
      error_message = <<-EOT
        The bucket policy has ${length(local.policy)} characters, and Amazon S3 allows 20,480. Use patterns for keys,
        such as analytics/2-environments/data-*/terraform.tfstate, or share the bucket among fewer accounts.
      EOT
    }
  }

  # Both change the bucket's policy status, and S3 refuses them at the same time.
  depends_on = [aws_s3_bucket_public_access_block.this]
}
