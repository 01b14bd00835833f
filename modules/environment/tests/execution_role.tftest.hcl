mock_provider "aws" {
  source = "../tests"
}

variables {
  name       = "etl"
  subnet_ids = ["subnet-0a", "subnet-0b"]
  vpc_id     = "vpc-0aaa1111"
}

# First: later runs keep the role of the runs before them, as deployments do.
run "a_long_name_leaves_room_for_the_suffix" {
  command = plan

  variables {
    name          = "a-name-of-more-than-54-characters-that-no-role-could-carry"
    source_bucket = { name = "short" }
  }

  assert {
    condition     = aws_iam_role.execution[0].name_prefix == "a-name-of-more-than-54-char-execution-"
    error_message = "IAM allows prefixes of 38 characters"
  }
}

run "the_created_role_may_do_exactly_what_mwaa_documents" {
  assert {
    condition = toset(flatten([
      for statement in jsondecode(aws_iam_role_policy.execution[0].policy).Statement : statement.Action
      if statement.Effect == "Allow"
      ])) == toset([
      "airflow:PublishMetrics",
      "cloudwatch:PutMetricData",
      "kms:Decrypt",
      "kms:DescribeKey",
      "kms:Encrypt",
      "kms:GenerateDataKey*",
      "logs:CreateLogGroup",
      "logs:CreateLogStream",
      "logs:DescribeLogGroups",
      "logs:GetLogEvents",
      "logs:GetLogGroupFields",
      "logs:GetLogRecord",
      "logs:GetQueryResults",
      "logs:PutLogEvents",
      "s3:GetAccountPublicAccessBlock",
      "s3:GetBucket*",
      "s3:GetObject*",
      "s3:List*",
      "sqs:ChangeMessageVisibility",
      "sqs:DeleteMessage",
      "sqs:GetQueueAttributes",
      "sqs:GetQueueUrl",
      "sqs:ReceiveMessage",
      "sqs:SendMessage",
    ])
    error_message = "the allowed actions must be those of the page mwaa-create-role, no fewer and no more"
  }
  assert {
    condition = flatten([
      for statement in jsondecode(aws_iam_role_policy.execution[0].policy).Statement : statement.Action
      if statement.Effect == "Deny"
    ]) == ["s3:ListAllMyBuckets"]
    error_message = "listing all buckets, and nothing else, must be denied"
  }
}

run "each_permission_is_held_to_its_own_resources" {
  assert {
    condition = {
      for statement in jsondecode(aws_iam_role_policy.execution[0].policy).Statement :
      statement.Sid => join(" ", try(statement.Resource, statement.NotResource))
      } == {
      AccountWide       = "*"
      CeleryQueue       = "arn:aws:sqs:us-east-1:*:airflow-celery-*"
      DenyListOfBuckets = "arn:aws:s3:::acme-bucket arn:aws:s3:::acme-bucket/*"
      EncryptAndDecrypt = "arn:aws:kms:*:111111111111:key/*"
      PublishMetrics    = "arn:aws:airflow:us-east-1:111111111111:environment/etl"
      ReadSourceBucket  = "arn:aws:s3:::acme-bucket arn:aws:s3:::acme-bucket/*"
      WriteLogs         = "arn:aws:logs:us-east-1:111111111111:log-group:airflow-etl-*"
    }
    error_message = "resources must be this environment's, this bucket's and this account's"
  }
  assert {
    condition = toset(flatten([
      for statement in jsondecode(aws_iam_role_policy.execution[0].policy).Statement : statement.Action
      if try(statement.Resource, []) == ["*"]
    ])) == toset(["cloudwatch:PutMetricData", "logs:DescribeLogGroups", "s3:GetAccountPublicAccessBlock"])
    error_message = "only the actions that know no resources may be allowed on all"
  }
}

run "only_mwaa_on_behalf_of_this_environment_may_assume_the_role" {
  assert {
    condition = jsondecode(aws_iam_role.execution[0].assume_role_policy).Statement == [{
      Sid       = "AssumedByThisEnvironmentOnly"
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = ["airflow.amazonaws.com", "airflow-env.amazonaws.com"] }
      Condition = {
        StringEquals = { "aws:SourceAccount" = "111111111111" }
        ArnLike      = { "aws:SourceArn" = "arn:aws:airflow:us-east-1:111111111111:environment/etl" }
      }
    }]
    error_message = "the trust policy must name MWAA's two services, this account and this environment"
  }
}

run "in_another_partition_arns_and_service_names_follow" {
  override_data {
    target = data.aws_partition.current
    values = { partition = "aws-cn", dns_suffix = "amazonaws.com.cn" }
  }

  assert {
    condition = (
      !strcontains(aws_iam_role_policy.execution[0].policy, "arn:aws:airflow")
      && strcontains(aws_iam_role_policy.execution[0].policy, "arn:aws-cn:airflow:")
    )
    error_message = "ARNs must be of the partition"
  }
  assert {
    condition     = strcontains(aws_iam_role_policy.execution[0].policy, "sqs.us-east-1.amazonaws.com.cn")
    error_message = "service names must carry the partition's suffix"
  }
}

run "boundary_and_further_policies_are_attached" {
  variables {
    execution_role = {
      permissions_boundary = "arn:aws:iam::111111111111:policy/boundary"
      policy_arns = [
        "arn:aws:iam::111111111111:policy/warehouse",
        "arn:aws:iam::aws:policy/SecretsManagerReadWrite",
      ]
    }
  }

  assert {
    condition     = aws_iam_role.execution[0].permissions_boundary == "arn:aws:iam::111111111111:policy/boundary"
    error_message = "the boundary must bound the role"
  }
  assert {
    condition = aws_iam_role_policy_attachment.execution[*].policy_arn == [
      "arn:aws:iam::111111111111:policy/warehouse",
      "arn:aws:iam::aws:policy/SecretsManagerReadWrite",
    ]
    error_message = "each policy must be attached"
  }
}

run "the_name_of_a_role_begins_with_that_of_the_environment_and_has_a_suffix" {
  command = plan

  assert {
    condition     = aws_iam_role.execution[0].name_prefix == "etl-execution-"
    error_message = "the provider must complete the name, so that no name is used twice"
  }
}

run "an_existing_role_is_used_and_nothing_is_made" {
  variables {
    execution_role = {
      arn    = "arn:aws:iam::111111111111:role/team/airflow"
      create = false
    }
    source_bucket = { name = "short" }
  }

  assert {
    condition = (
      length(aws_iam_role.execution) + length(aws_iam_role_policy.execution)
      + length(aws_iam_role_policy_attachment.execution)
      == 0
    )
    error_message = "no role or policy may be made"
  }
  assert {
    condition = (
      aws_mwaa_environment.this.execution_role_arn == "arn:aws:iam::111111111111:role/team/airflow"
      && output.execution_role_arn == "arn:aws:iam::111111111111:role/team/airflow"
    )
    error_message = "the environment must run as the given role"
  }
}
