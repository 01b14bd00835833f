mock_provider "aws" {
  source = "../tests"
}

variables {
  name = "acme-analytics-tfstate"
  accounts = [
    {
      account_id = "111111111111"
      writes     = ["analytics/1-network/terraform.tfstate", "analytics/3-endpoints/*/terraform.tfstate"]
      reads      = ["analytics/2-environments/*/terraform.tfstate"]
    },
    {
      account_id = "222222222222"
      role_arns  = ["arn:aws:iam::222222222222:role/deploy/terraform"]
      writes     = ["analytics/2-environments/data-*/terraform.tfstate"]
      reads      = ["analytics/1-network/terraform.tfstate"]
    },
  ]
}

run "another_account_reads_and_writes_its_own_states_and_locks" {
  command = plan

  assert {
    condition = [
      for statement in jsondecode(aws_s3_bucket_policy.this.policy).Statement : statement
      if startswith(statement.Sid, "States")
      ] == [{
        Sid       = "States1"
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::222222222222:root" }
        Action    = ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"]
        Resource  = ["arn:aws:s3:::acme-analytics-tfstate/analytics/2-environments/data-*/terraform.tfstate"]
        Condition = { ArnEquals = { "aws:PrincipalArn" = ["arn:aws:iam::222222222222:role/deploy/terraform"] } }
    }]
    error_message = "only its role, only its own states, and it deletes none"
  }
  assert {
    condition = [
      for statement in jsondecode(aws_s3_bucket_policy.this.policy).Statement : statement
      if startswith(statement.Sid, "Locks")
      ] == [{
        Sid       = "Locks1"
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::222222222222:root" }
        Action    = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
        Resource  = ["arn:aws:s3:::acme-analytics-tfstate/analytics/2-environments/data-*/terraform.tfstate.tflock"]
        Condition = { ArnEquals = { "aws:PrincipalArn" = ["arn:aws:iam::222222222222:role/deploy/terraform"] } }
    }]
    error_message = "the lock of S3's own locking is made and deleted"
  }
}

run "another_account_reads_what_it_needs_and_lists_no_more" {
  command = plan

  assert {
    condition = [
      for statement in jsondecode(aws_s3_bucket_policy.this.policy).Statement : statement
      if startswith(statement.Sid, "Reads1")
      ] == [{
        Sid       = "Reads1"
        Effect    = "Allow"
        Principal = { AWS = ["arn:aws:iam::222222222222:root"] }
        Action    = "s3:GetObject"
        Resource  = ["arn:aws:s3:::acme-analytics-tfstate/analytics/1-network/terraform.tfstate"]
        Condition = { ArnEquals = { "aws:PrincipalArn" = ["arn:aws:iam::222222222222:role/deploy/terraform"] } }
    }]
    error_message = "the network's state, without its old versions"
  }
  assert {
    condition = [
      for statement in jsondecode(aws_s3_bucket_policy.this.policy).Statement : statement.Condition
      if startswith(statement.Sid, "List")
      ] == [{
        ArnEquals = { "aws:PrincipalArn" = ["arn:aws:iam::222222222222:role/deploy/terraform"] }
        StringLike = { "s3:prefix" = [
          "env:/",
          "analytics/2-environments/data-*/terraform.tfstate",
          "analytics/1-network/terraform.tfstate",
        ] }
    }]
    error_message = "only the prefixes of its keys"
  }
}

run "the_buckets_own_account_is_held_back_from_the_others_states" {
  command = plan

  assert {
    condition = [
      for statement in jsondecode(aws_s3_bucket_policy.this.policy).Statement : statement
      if statement.Effect == "Deny" && statement.Principal != "*"
      ] == [
      {
        Sid       = "WritesOnlyItsOwn1"
        Effect    = "Deny"
        Principal = { AWS = "arn:aws:iam::111111111111:root" }
        Action    = "s3:PutObject"
        NotResource = [
          "arn:aws:s3:::acme-analytics-tfstate/analytics/1-network/terraform.tfstate",
          "arn:aws:s3:::acme-analytics-tfstate/analytics/3-endpoints/*/terraform.tfstate",
          "arn:aws:s3:::acme-analytics-tfstate/analytics/1-network/terraform.tfstate.tflock",
          "arn:aws:s3:::acme-analytics-tfstate/analytics/3-endpoints/*/terraform.tfstate.tflock",
        ]
      },
      {
        Sid       = "DeletesOnlyItsLocks1"
        Effect    = "Deny"
        Principal = { AWS = "arn:aws:iam::111111111111:root" }
        Action    = "s3:DeleteObject*"
        NotResource = [
          "arn:aws:s3:::acme-analytics-tfstate/analytics/1-network/terraform.tfstate.tflock",
          "arn:aws:s3:::acme-analytics-tfstate/analytics/3-endpoints/*/terraform.tfstate.tflock",
        ]
      },
      {
        Sid       = "ReadsOnlyWhatItNeeds1"
        Effect    = "Deny"
        Principal = { AWS = "arn:aws:iam::111111111111:root" }
        Action    = ["s3:GetObject", "s3:GetObjectVersion"]
        NotResource = [
          "arn:aws:s3:::acme-analytics-tfstate/analytics/1-network/terraform.tfstate",
          "arn:aws:s3:::acme-analytics-tfstate/analytics/3-endpoints/*/terraform.tfstate",
          "arn:aws:s3:::acme-analytics-tfstate/analytics/1-network/terraform.tfstate.tflock",
          "arn:aws:s3:::acme-analytics-tfstate/analytics/3-endpoints/*/terraform.tfstate.tflock",
          "arn:aws:s3:::acme-analytics-tfstate/analytics/2-environments/*/terraform.tfstate",
        ]
      },
    ]
    error_message = "its own IAM policies let it in, so that only a denial can hold it back"
  }
}

run "nothing_is_allowed_to_the_buckets_own_account_or_to_everybody" {
  command = plan

  assert {
    condition = alltrue([
      for statement in jsondecode(aws_s3_bucket_policy.this.policy).Statement :
      statement.Effect == "Deny"
      || !strcontains(jsonencode(statement.Principal), "111111111111") && statement.Principal != "*"
    ])
    error_message = "an allowance in the policy would make IAM's silence a yes"
  }
}

run "accounts_without_a_role_are_let_in_whole_and_those_that_read_alike_share_a_statement" {
  command = plan

  variables {
    accounts = [
      for id in ["222222222222", "333333333333"] : {
        account_id = id
        writes     = ["analytics/2-environments/team${id}-*/terraform.tfstate"]
        reads      = ["analytics/1-network/terraform.tfstate"]
      }
    ]
  }

  assert {
    condition = [
      for statement in jsondecode(aws_s3_bucket_policy.this.policy).Statement : statement
      if startswith(statement.Sid, "Reads")
      ] == [{
        Sid       = "Reads1"
        Effect    = "Allow"
        Principal = { AWS = ["arn:aws:iam::222222222222:root", "arn:aws:iam::333333333333:root"] }
        Action    = "s3:GetObject"
        Resource  = ["arn:aws:s3:::acme-analytics-tfstate/analytics/1-network/terraform.tfstate"]
    }]
    error_message = "one statement, no condition"
  }
  assert {
    condition = length([
      for statement in jsondecode(aws_s3_bucket_policy.this.policy).Statement : statement.Sid
      if startswith(statement.Sid, "States")
    ]) == 2
    error_message = "each has a statement of its own for its states"
  }
}

run "a_policy_that_s3_would_not_take_is_refused_when_planning" {
  command = plan

  variables {
    accounts = [
      for number in range(40) : {
        account_id = format("%012d", number + 222222222222)
        role_arns  = ["arn:aws:iam::${format("%012d", number + 222222222222)}:role/terraform"]
        writes     = ["analytics/2-environments/team${number}-*/terraform.tfstate"]
        reads      = ["analytics/1-network/terraform.tfstate"]
      }
    ]
  }

  expect_failures = [aws_s3_bucket_policy.this]
}

run "fifteen_accounts_with_any_number_of_environments_fit" {
  command = plan

  variables {
    accounts = [
      for number in range(15) : {
        account_id = format("%012d", number + 222222222222)
        role_arns  = ["arn:aws:iam::${format("%012d", number + 222222222222)}:role/terraform"]
        writes     = ["analytics/2-environments/team${number}-*/terraform.tfstate"]
        reads      = ["analytics/1-network/terraform.tfstate"]
      }
    ]
  }

  assert {
    condition     = length(aws_s3_bucket_policy.this.policy) <= 20480
    error_message = "S3 takes 20,480 characters"
  }
}
