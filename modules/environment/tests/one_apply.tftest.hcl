mock_provider "aws" {
  source = "../tests"
}

run "what_is_known_only_after_apply_can_be_given" {
  module {
    source = "./tests/fixtures/one_apply"
  }

  assert {
    condition = (
      output.given.execution_role_arn == "arn:aws:iam::111111111111:role/airflow" &&
      output.given.kms_key_arn == "arn:aws:kms:us-east-1:111111111111:key/99999999-2222-3333-4444-555555555555" &&
      output.given.security_group_reference == "111111111111/sg-0given" &&
      output.given.source_bucket_name == "acme-dags"
    )
    error_message = "role, key, group and bucket of the same apply must be taken"
  }
  assert {
    condition     = output.made.status == "PENDING" && output.made.subnet_ids == tolist(["subnet-0a", "subnet-0b"])
    error_message = "the environment must be made in the same apply as its subnets"
  }
}
