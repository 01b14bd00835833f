mock_data "aws_caller_identity" {
  defaults = { account_id = "222222222222" }
}

mock_data "aws_iam_role" {
  defaults = {
    arn                = "arn:aws:iam::222222222222:role/team/airflow"
    assume_role_policy = <<-JSON
      {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": ["airflow-env.amazonaws.com", "airflow.amazonaws.com"]}}]}
    JSON
  }
}

mock_data "aws_kms_key" {
  defaults = {
    arn          = "arn:aws:kms:eu-west-1:222222222222:key/99999999-2222-3333-4444-555555555555"
    enabled      = true
    key_spec     = "SYMMETRIC_DEFAULT"
    key_state    = "Enabled"
    key_usage    = "ENCRYPT_DECRYPT"
    multi_region = false
  }
}

mock_data "aws_partition" {
  defaults = {
    dns_suffix = "amazonaws.com"
    partition  = "aws"
  }
}

mock_data "aws_region" {
  defaults = { id = "eu-west-1" }
}

mock_data "aws_s3_bucket" {
  defaults = { bucket_regional_domain_name = "acme-dags.s3.eu-west-1.amazonaws.com" }
}

mock_data "aws_s3_object" {
  defaults = { version_id = "current-version" }
}

mock_data "aws_security_group" {
  defaults = { vpc_id = "vpc-0shared" }
}

mock_data "aws_security_groups" {
  defaults = { ids = ["sg-0given"] }
}

mock_resource "aws_iam_role" {
  defaults = {
    arn = "arn:aws:iam::222222222222:role/etl-execution"
    id  = "etl-execution"
  }
}

mock_resource "aws_kms_key" {
  defaults = {
    arn    = "arn:aws:kms:eu-west-1:222222222222:key/11111111-2222-3333-4444-555555555555"
    key_id = "11111111-2222-3333-4444-555555555555"
  }
}

mock_resource "aws_mwaa_environment" {
  defaults = {
    database_vpc_endpoint_service = "com.amazonaws.vpce.eu-west-1.vpce-svc-0database"
    status                        = "PENDING"
  }
}

mock_resource "aws_s3_bucket" {
  defaults = {
    arn = "arn:aws:s3:::etl-222222222222"
    id  = "etl-222222222222"
  }
}

mock_resource "aws_s3_object" {
  defaults = { version_id = "uploaded-version" }
}

mock_resource "aws_security_group" {
  defaults = { id = "sg-0created" }
}
