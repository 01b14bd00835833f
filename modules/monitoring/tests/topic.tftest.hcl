mock_provider "aws" {
  source = "../tests"
}

variables {
  environment_name = "etl"
}

run "a_made_topic_is_encrypted_with_a_key_that_cloudwatch_may_use" {
  assert {
    condition = (
      aws_sns_topic.this[0].kms_master_key_id == aws_kms_key.this[0].arn && aws_kms_key.this[0].enable_key_rotation
    )
    error_message = "the topic must have a key of its own, which rotates"
  }
  assert {
    condition = [
      for statement in jsondecode(aws_kms_key.this[0].policy).Statement : statement
      if try(statement.Principal.Service, "") == "cloudwatch.amazonaws.com"
      ] == [{
        Sid       = "AlarmsToTheTopic"
        Effect    = "Allow"
        Principal = { Service = "cloudwatch.amazonaws.com" }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey*"]
        Resource  = "*"
        Condition = { StringEquals = { "aws:SourceAccount" = "111111111111" } }
    }]
    error_message = "without these two CloudWatch publishes nothing; other accounts must not use the key"
  }
}

run "only_alarms_of_this_account_may_publish_and_only_with_tls" {
  assert {
    condition = jsondecode(aws_sns_topic_policy.this[0].policy).Statement == [
      {
        Sid       = "TlsOnly"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sns:Publish"
        Resource  = "arn:aws:sns:us-east-1:111111111111:etl-alarms"
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
      {
        Sid       = "AlarmsOfThisAccount"
        Effect    = "Allow"
        Principal = { Service = "cloudwatch.amazonaws.com" }
        Action    = "sns:Publish"
        Resource  = "arn:aws:sns:us-east-1:111111111111:etl-alarms"
        Condition = {
          ArnLike      = { "aws:SourceArn" = "arn:aws:cloudwatch:us-east-1:111111111111:alarm:*" }
          StringEquals = { "aws:SourceAccount" = "111111111111" }
        }
      },
    ]
    error_message = "the topic must be open to the account's alarms, and to nothing else"
  }
}

run "every_alarm_notifies_the_topic_and_says_when_it_is_over" {
  assert {
    condition = alltrue([
      for alarm in concat(values(aws_cloudwatch_metric_alarm.this), aws_cloudwatch_metric_alarm.worker_health) :
      alarm.alarm_actions == toset([output.alarm_topic_arn]) && alarm.ok_actions == toset([output.alarm_topic_arn])
    ])
    error_message = "each alarm must notify the topic both ways"
  }
}

run "an_existing_topic_is_used_as_it_is" {
  variables {
    alarm_topic = { create = false, arn = "arn:aws:sns:us-east-1:222222222222:on-call" }
  }

  assert {
    condition = (
      length(aws_sns_topic.this) == 0
      && length(aws_sns_topic_policy.this) == 0
      && length(aws_kms_key.this) == 0
      && length(aws_kms_alias.this) == 0
    )
    error_message = "nothing of a topic may be made"
  }
  assert {
    condition     = output.alarm_topic_arn == "arn:aws:sns:us-east-1:222222222222:on-call"
    error_message = "the given topic must be the one that is notified"
  }
}

run "a_made_topic_may_have_an_existing_key" {
  variables {
    alarm_topic = { kms_key_arn = "arn:aws:kms:us-east-1:111111111111:key/ours" }
  }

  assert {
    condition = (
      length(aws_kms_key.this) == 0
      && aws_sns_topic.this[0].kms_master_key_id == "arn:aws:kms:us-east-1:111111111111:key/ours"
    )
    error_message = "the topic must have the given key, and none be made"
  }
}
