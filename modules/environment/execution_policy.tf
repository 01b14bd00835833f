# The policy of the page mwaa-create-role of the MWAA user guide, statement by statement.
locals {
  execution_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "PublishMetrics"
        Effect   = "Allow"
        Action   = ["airflow:PublishMetrics"]
        Resource = [local.environment_arn]
      },
      {
        Sid      = "DenyListOfBuckets"
        Effect   = "Deny"
        Action   = ["s3:ListAllMyBuckets"]
        Resource = [local.source_bucket_arn, "${local.source_bucket_arn}/*"]
      },
      {
        Sid      = "ReadSourceBucket"
        Effect   = "Allow"
        Action   = ["s3:GetObject*", "s3:GetBucket*", "s3:List*"]
        Resource = [local.source_bucket_arn, "${local.source_bucket_arn}/*"]
      },
      {
        Sid    = "WriteLogs"
        Effect = "Allow"
        Action = [
          "logs:CreateLogStream",
          "logs:CreateLogGroup",
          "logs:PutLogEvents",
          "logs:GetLogEvents",
          "logs:GetLogRecord",
          "logs:GetLogGroupFields",
          "logs:GetQueryResults",
        ]
        Resource = [local.log_group_pattern]
      },
      {
        # These actions do not support resources.
        Sid      = "AccountWide"
        Effect   = "Allow"
        Action   = ["cloudwatch:PutMetricData", "logs:DescribeLogGroups", "s3:GetAccountPublicAccessBlock"]
        Resource = ["*"]
      },
      {
        # The queue of the Celery executor is in an account of AWS.
        Sid    = "CeleryQueue"
        Effect = "Allow"
        Action = [
          "sqs:ChangeMessageVisibility",
          "sqs:DeleteMessage",
          "sqs:GetQueueAttributes",
          "sqs:GetQueueUrl",
          "sqs:ReceiveMessage",
          "sqs:SendMessage",
        ]
        Resource = ["arn:${local.partition}:sqs:${local.region}:*:airflow-celery-*"]
      },
      {
        # A key that AWS owns has no known ARN: any key but this account's is allowed, and only through SQS.
        Sid    = "EncryptAndDecrypt"
        Effect = "Allow"
        Action = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*", "kms:Encrypt"]
        (local.kms_key_is_customers ? "Resource" : "NotResource") = [
          local.kms_key_is_customers ? local.kms_key_arn : "arn:${local.partition}:kms:*:${local.account_id}:key/*"
        ]
        Condition = {
          StringLike = {
            "kms:ViaService" = [
              for service in local.kms_key_is_customers ? ["sqs", "s3"] : ["sqs"] :
              "${service}.${local.region}.${local.dns_suffix}"
            ]
          }
        }
      },
    ]
  })
}
