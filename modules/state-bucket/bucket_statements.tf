# The actions are those that Terraform's S3 backend documents: it never deletes a state file, only its lock. Reading old
# versions allows restoring one, so the Deny covers deleting them, too.
locals {
  own_statements = flatten([
    for number, account in local.own_accounts : [
      merge({
        Sid         = "WritesOnlyItsOwn${number + 1}"
        Effect      = "Deny"
        Principal   = { AWS = account.principal }
        Action      = "s3:PutObject"
        NotResource = concat(account.states, account.locks)
      }, account.only),
      merge({
        Sid         = "DeletesOnlyItsLocks${number + 1}"
        Effect      = "Deny"
        Principal   = { AWS = account.principal }
        Action      = "s3:DeleteObject*"
        NotResource = account.locks
      }, account.only),
      merge({
        Sid         = "ReadsOnlyWhatItNeeds${number + 1}"
        Effect      = "Deny"
        Principal   = { AWS = account.principal }
        Action      = ["s3:GetObject", "s3:GetObjectVersion"]
        NotResource = concat(account.states, account.locks, account.reads)
      }, account.only),
    ]
  ])

  other_statements = flatten([
    for number, account in local.other_accounts : [
      merge({
        Sid       = "States${number + 1}"
        Effect    = "Allow"
        Principal = { AWS = account.principal }
        Action    = ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"]
        Resource  = account.states
      }, account.only),
      merge({
        Sid       = "Locks${number + 1}"
        Effect    = "Allow"
        Principal = { AWS = account.principal }
        Action    = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
        Resource  = account.locks
      }, account.only),
      {
        Sid       = "List${number + 1}"
        Effect    = "Allow"
        Principal = { AWS = account.principal }
        Action    = ["s3:ListBucket", "s3:ListBucketVersions"]
        Resource  = local.bucket_arn
        Condition = merge(try(account.only.Condition, {}), { StringLike = { "s3:prefix" = account.prefixes } })
      },
    ]
  ])

  reader_statements = [
    for number, accounts in values(local.readers) : merge({
      Sid       = "Reads${number + 1}"
      Effect    = "Allow"
      Principal = { AWS = distinct(accounts[*].principal) }
      Action    = "s3:GetObject"
      Resource  = accounts[0].reads
      }, {
      for roles in [flatten(accounts[*].role_arns)] : "Condition" => { ArnEquals = { "aws:PrincipalArn" = roles } }
      if length(roles) > 0
    })
  ]
}
