locals {
  _key_actions = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*", "kms:Encrypt"]

  # A key that is made with its environment has no ARN yet when the network is made: then it is any key of the account.
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

  # A key that AWS owns has no ARN to name: it is any key but the account's, and only through SQS, as in the execution role.
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
