mock_provider "aws" {
  source = "../tests"
}

variables {
  name      = "analytics"
  flow_logs = {}
}

run "all_traffic_goes_to_a_log_group_of_ninety_days" {
  assert {
    condition = (
      aws_flow_log.this[0].vpc_id == aws_vpc.this[0].id
      && aws_flow_log.this[0].traffic_type == "ALL"
      && aws_flow_log.this[0].log_destination == aws_cloudwatch_log_group.flow_logs[0].arn
      && aws_flow_log.this[0].iam_role_arn == aws_iam_role.flow_logs[0].arn
    )
    error_message = "the flow log writes all traffic of the VPC to the log group"
  }

  assert {
    condition = (
      aws_cloudwatch_log_group.flow_logs[0].retention_in_days == 90
      && aws_cloudwatch_log_group.flow_logs[0].kms_key_id == null
    )
    error_message = "ninety days, and the key of CloudWatch Logs"
  }

  assert {
    condition     = output.flow_log_group_name == "/aws/vpc-flow-logs/analytics"
    error_message = "the log group bears the name of the VPC"
  }
}

run "only_flow_logs_of_this_account_and_region_may_assume_the_role" {
  assert {
    condition = jsondecode(aws_iam_role.flow_logs[0].assume_role_policy).Statement == [{
      Sid       = "FlowLogsOfThisAccount"
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "vpc-flow-logs.amazonaws.com" }
      Condition = {
        StringEquals = { "aws:SourceAccount" = "111111111111" }
        ArnLike      = { "aws:SourceArn" = "arn:aws:ec2:us-east-1:111111111111:vpc-flow-log/*" }
      }
    }]
    error_message = "one statement, with both conditions against confused deputies"
  }

  assert {
    condition     = aws_iam_role.flow_logs[0].name == "vpc-flow-logs-vpc-0abc"
    error_message = "the role's name is the VPC's own in the whole account"
  }
}

run "the_role_writes_to_its_log_group_and_does_nothing_else" {
  assert {
    condition = toset(flatten([
      for statement in jsondecode(aws_iam_role_policy.flow_logs[0].policy).Statement : statement.Action
      ])) == toset([
      "logs:CreateLogStream", "logs:DescribeLogGroups", "logs:DescribeLogStreams", "logs:PutLogEvents",
    ])
    error_message = "exactly the actions that delivery needs"
  }

  assert {
    condition = alltrue([
      for statement in jsondecode(aws_iam_role_policy.flow_logs[0].policy).Statement :
      statement.Effect == "Allow" && statement.Resource == "arn:aws:logs:us-east-1:111111111111:log-group:created:*"
      if statement.Sid == "WriteToTheLogGroup"
    ])
    error_message = "writing is confined to the log group"
  }

  assert {
    condition = [
      for statement in jsondecode(aws_iam_role_policy.flow_logs[0].policy).Statement : statement.Action
      if statement.Resource != "arn:aws:logs:us-east-1:111111111111:log-group:created:*"
    ] == ["logs:DescribeLogGroups"]
    error_message = "only the listing of log groups reaches further"
  }
}

run "other_partitions_get_arns_of_their_own" {
  override_data {
    target = data.aws_partition.current
    values = { partition = "aws-us-gov" }
  }

  assert {
    condition = strcontains(
      aws_iam_role.flow_logs[0].assume_role_policy,
      "arn:aws-us-gov:ec2:us-east-1:111111111111:vpc-flow-log/*"
    )
    error_message = "the partition is looked up"
  }
}

run "retention_and_key_are_the_callers" {
  variables {
    flow_logs = {
      retention_days = 365
      kms_key_arn    = "arn:aws:kms:us-east-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    }
  }

  assert {
    condition = (
      aws_cloudwatch_log_group.flow_logs[0].retention_in_days == 365
      && aws_cloudwatch_log_group.flow_logs[0].kms_key_id
      == "arn:aws:kms:us-east-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    )
    error_message = "retention and key"
  }
}

run "a_retention_that_cloudwatch_does_not_know_is_refused" {
  command = plan

  variables {
    flow_logs = { retention_days = 42 }
  }

  expect_failures = [var.flow_logs]
}

run "an_alias_of_a_key_is_refused" {
  command = plan

  variables {
    flow_logs = { kms_key_arn = "arn:aws:kms:us-east-1:111111111111:alias/logs" }
  }

  expect_failures = [var.flow_logs]
}
