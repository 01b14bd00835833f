locals {
  _key_actions = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*", "kms:Encrypt"]

  # A key that is created with its environment has no ARN yet at this stage: any key of the account is allowed.
  customers_keys = [
    for account_id, environments in local.by_account : {
      Sid       = "KeysOf${account_id}"
      Effect    = "Allow"
      Principal = "*"
      Action    = local._key_actions
      Resource = distinct([
        for environment in environments :
        coalesce(environment.kms_key.arn, "arn:${local.partition}:kms:${local.region}:${account_id}:key/*")
        if environment.kms_key.create || environment.kms_key.arn != null
      ])
      Condition = { StringEquals = { "aws:PrincipalAccount" = account_id } }
    } if anytrue([for environment in environments : environment.kms_key.create || environment.kms_key.arn != null])
  ]

  # A key that AWS owns has no known ARN: any key but the account's is allowed, and only through SQS, as in the
  # execution role.
  aws_keys = [
    for account_id, environments in local.by_account : {
      Sid         = "AwsKeysFor${account_id}"
      Effect      = "Allow"
      Principal   = "*"
      Action      = local._key_actions
      NotResource = ["arn:${local.partition}:kms:*:${account_id}:key/*"]
      Condition = {
        StringEquals = { "aws:PrincipalAccount" = account_id }
        StringLike   = { "kms:ViaService" = "sqs.${local.region}.${local.dns_suffix}" }
      }
    } if anytrue([for environment in environments : !environment.kms_key.create && environment.kms_key.arn == null])
  ]
}
