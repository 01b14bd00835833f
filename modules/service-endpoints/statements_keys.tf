locals {
  _key_actions = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*", "kms:Encrypt"]

  # For calls that principals of the account make themselves, such as DAGs. A service that uses a key for them, as SQS
  # does, never goes through the endpoint (AWS KMS developer guide, vpce-policy-condition).
  #
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
}
