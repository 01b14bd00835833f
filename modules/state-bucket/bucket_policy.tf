locals {
  # A role is named in a condition and not as the principal: S3 refuses a policy with a role that is not there yet, and
  # forgets one that was made anew.
  accounts = [
    for account in var.accounts : {
      id        = account.account_id
      principal = "arn:${local.partition}:iam::${account.account_id}:root"
      only = {
        for roles in [account.role_arns] : "Condition" => { ArnEquals = { "aws:PrincipalArn" = roles } } if length(roles) > 0
      }
      role_arns = account.role_arns
      states    = [for key in account.writes : "${local.bucket_arn}/${key}"]
      locks     = [for key in account.writes : "${local.bucket_arn}/${key}.tflock"]
      reads     = [for key in account.reads : "${local.bucket_arn}/${key}"]
      # Where listing is not allowed, S3 calls a state that is not there yet forbidden rather than missing.
      # Terraform itself lists its default prefix for workspaces.
      prefixes = concat(["env:/"], account.writes, account.reads)
    }
  ]

  # The bucket's own account is let in by IAM: there is nothing to allow, only something to deny.
  own_accounts   = [for account in local.accounts : account if account.id == local.account_id]
  other_accounts = [for account in local.accounts : account if account.id != local.account_id]

  # Most accounts read the same states; one statement for all of them keeps the policy short.
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
      error_message = "The bucket policy has ${length(local.policy)} characters, and Amazon S3 takes 20,480. Name keys by patterns such as analytics/2-environments/data-*/terraform.tfstate, or let fewer accounts share one bucket."
    }
  }

  # Both change the bucket's policy status, and S3 refuses them at the same time.
  depends_on = [aws_s3_bucket_public_access_block.this]
}
