mock_provider "aws" {
  source = "../tests"
}

variables {
  name            = "vault"
  route_table_ids = ["rtb-0a", "rtb-0b"]
  subnet_ids      = ["subnet-0a", "subnet-0b"]
  vpc_id          = "vpc-0aaa1111"
  policies        = { mode = "restricted_all" }
  environments = [
    {
      name               = "vault-risk-models"
      account_id         = "222222222222"
      source_bucket_name = "vault-risk-models-222222222222"
      kms_key            = { create = true }
    },
    {
      name               = "vault-risk-reports"
      account_id         = "222222222222"
      source_bucket_name = "acme-reports"
      kms_key            = { arn = "arn:aws:kms:us-east-1:222222222222:key/1a2b" }
    },
    { name = "vault-ops-etl", account_id = "333333333333", source_bucket_name = "acme-etl" },
  ]
}

run "the_environments_own_buckets_and_images_are_let_through" {
  command = plan

  assert {
    condition = [
      for each in jsondecode(aws_vpc_endpoint.s3[0].policy).Statement : each.Resource
      if startswith(each.Sid, "SourceBucketsOf")
      ] == [
      [
        "arn:aws:s3:::vault-risk-models-222222222222", "arn:aws:s3:::vault-risk-models-222222222222/*",
        "arn:aws:s3:::acme-reports", "arn:aws:s3:::acme-reports/*",
      ],
      ["arn:aws:s3:::acme-etl", "arn:aws:s3:::acme-etl/*"],
    ]
    error_message = "only the environments' own buckets"
  }
  assert {
    condition = [
      for each in jsondecode(aws_vpc_endpoint.s3[0].policy).Statement :
      each.Condition.StringEquals["aws:PrincipalAccount"]
      if startswith(each.Sid, "SourceBucketsOf")
      ] == [
      "222222222222", "333333333333"
    ]
    error_message = "for principals of the account alone"
  }
  assert {
    condition = [
      for each in jsondecode(aws_vpc_endpoint.s3[0].policy).Statement : [each.Action, each.Resource]
      if each.Sid == "ImageLayers"
      ] == [
      [["s3:GetObject"], ["arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*"]]
    ]
    error_message = "as on the page vpc-security of the MWAA user guide"
  }
  assert {
    condition = alltrue([
      for service in ["ecr.api", "ecr.dkr"] :
      flatten(jsondecode(aws_vpc_endpoint.interface[service].policy).Statement[*].Action) == [
        "ecr:GetAuthorizationToken",
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:GetDownloadUrlForLayer"
      ]
    ])
    error_message = "images are pulled and nothing else"
  }
  assert {
    condition = toset(flatten([
      for policy in values(output.policies) : [
        for each in jsondecode(policy).Statement : each.Sid if !can(each.Condition.StringEquals["aws:PrincipalAccount"])
      ]
    ])) == toset(["RegistryLogin", "ImagePulls", "ImageLayers"])
    error_message = "everything else is for principals of the environments' accounts"
  }
}

run "the_environments_own_queues_logs_keys_and_api_are_let_through" {
  command = plan

  assert {
    condition = (
      jsondecode(aws_vpc_endpoint.interface["sqs"].policy).Statement[*].Resource
      == [["arn:aws:sqs:us-east-1:*:airflow-celery-*"]]
    )
    error_message = "their account is one of AWS and not known"
  }
  assert {
    condition = jsondecode(aws_vpc_endpoint.interface["logs"].policy).Statement[0].Resource == [
      "arn:aws:logs:us-east-1:222222222222:log-group:airflow-vault-risk-models-*",
      "arn:aws:logs:us-east-1:222222222222:log-group:airflow-vault-risk-reports-*",
      "arn:aws:logs:us-east-1:333333333333:log-group:airflow-vault-ops-etl-*",
    ]
    error_message = "each in its account"
  }
  assert {
    condition = [
      for each in jsondecode(aws_vpc_endpoint.interface["kms"].policy).Statement : [each.Sid, each.Resource]
      if can(each.Resource)
      ] == [
      [
        "KeysOf222222222222",
        ["arn:aws:kms:us-east-1:222222222222:key/*", "arn:aws:kms:us-east-1:222222222222:key/1a2b"],
      ]
    ]
    error_message = "a key that is made later is any of its account"
  }
  assert {
    condition     = !strcontains(join("", values(output.policies)), "kms:ViaService")
    error_message = "what SQS does with a key never goes through the endpoint"
  }
  assert {
    condition = jsondecode(aws_vpc_endpoint.interface["airflow.ops"].policy).Statement[*].Resource == [[
      "arn:aws:airflow:us-east-1:222222222222:environment/vault-risk-models",
      "arn:aws:airflow:us-east-1:222222222222:environment/vault-risk-reports",
      "arn:aws:airflow:us-east-1:333333333333:environment/vault-ops-etl",
    ]]
    error_message = "health metrics of these three"
  }
  assert {
    condition = [
      for each in jsondecode(aws_vpc_endpoint.interface["airflow.env"].policy).Statement : each.Resource[0]
      if each.Sid == "WebLoginsAndRestApi"
      ] == [
      "arn:aws:airflow:us-east-1:222222222222:role/vault-risk-models/*"
    ]
    error_message = "logins into these environments"
  }
}

run "what_dags_use_is_added" {
  command = plan

  variables {
    services = { additional = ["ecs", "secretsmanager"] }
    policies = {
      mode = "restricted_all"
      allow = [
        { service = "s3", actions = ["s3:GetObject", "s3:PutObject"], resources = ["arn:aws:s3:::acme-data/*"] },
        {
          service   = "secretsmanager"
          actions   = ["secretsmanager:GetSecretValue"]
          resources = ["arn:aws:secretsmanager:us-east-1:222222222222:secret:airflow/*"]
        },
      ]
      unrestricted = ["monitoring"]
    }
  }

  assert {
    condition = [
      for each in jsondecode(output.policies["s3"]).Statement :
      [each.Action, each.Resource, each.Condition.StringEquals["aws:PrincipalAccount"]]
      if startswith(each.Sid, "Dags")
      ] == [
      [["s3:GetObject", "s3:PutObject"], ["arn:aws:s3:::acme-data/*"], ["222222222222", "333333333333"]]
    ]
    error_message = "beside what MWAA itself needs, for the accounts"
  }
  assert {
    condition = (
      jsondecode(output.policies["secretsmanager"]).Statement[*].Action
      == [["secretsmanager:GetSecretValue"]]
    )
    error_message = "a service of the DAGs alone has just that"
  }
  assert {
    condition = [
      for each in jsondecode(output.policies["ecs"]).Statement :
      [each.Action, each.Condition.StringEquals["aws:PrincipalAccount"]]
    ] == [["*", ["222222222222", "333333333333", "111111111111"]]]
    error_message = "a service of which nothing is said is open to the accounts and the owner"
  }
  assert {
    condition = jsondecode(output.policies["monitoring"]).Statement == [
      { Effect = "Allow", Principal = "*", Action = "*", Resource = "*" },
    ]
    error_message = "what is to stay open must"
  }
}

run "another_partition_has_other_arns" {
  command = plan

  override_data {
    target = data.aws_partition.current
    values = { partition = "aws-cn", dns_suffix = "amazonaws.com.cn" }
  }

  assert {
    condition = (
      startswith(jsondecode(output.policies["sqs"]).Statement[0].Resource[0], "arn:aws-cn:sqs:")
      && strcontains(output.policies["kms"], "arn:aws-cn:kms:")
    )
    error_message = "no ARN may say aws"
  }
}

run "restricted_restricts_s3_and_what_only_dags_call" {
  command = plan

  variables {
    services = { additional = ["ecs", "secretsmanager"] }
    policies = {
      mode = "restricted"
      allow = [
        { service = "sqs", actions = ["sqs:SendMessage"], resources = ["*"] },
        {
          service   = "secretsmanager"
          actions   = ["secretsmanager:GetSecretValue"]
          resources = ["arn:aws:secretsmanager:us-east-1:222222222222:secret:airflow/*"]
        },
      ]
    }
  }

  assert {
    condition = toset([
      for service, policy in output.policies : service
      if jsondecode(policy).Statement != [{ Effect = "Allow", Principal = "*", Action = "*", Resource = "*" }]
    ]) == toset(["s3", "secretsmanager"])
    error_message = "services that MWAA calls by principals that are not documented must stay open"
  }
}

run "without_customer_keys_kms_is_open_to_the_accounts" {
  command = plan

  variables {
    environments = [{ name = "etl", account_id = "333333333333", source_bucket_name = "acme-etl" }]
  }

  assert {
    condition     = jsondecode(output.policies["kms"]).Statement[*].Sid == ["AccountsOfTheVpc"]
    error_message = "a policy without a statement is none"
  }
}
