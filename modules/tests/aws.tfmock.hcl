# What every module's tests see of AWS: account 111111111111, region us-east-1, and identifiers of the right shape.
# A test file that needs something else has its own mock_data, mock_resource or override beside `source`.

mock_data "aws_availability_zones" {
  defaults = { zone_ids = ["use1-az4", "use1-az6", "use1-az1"] }
}

mock_data "aws_caller_identity" {
  defaults = { account_id = "111111111111" }
}

mock_data "aws_ec2_instance_type" {
  defaults = { supported_architectures = ["arm64"] }
}

mock_data "aws_iam_role" {
  defaults = {
    arn                = "arn:aws:iam::111111111111:role/team/airflow"
    assume_role_policy = <<-JSON
      {
        "Version": "2012-10-17",
        "Statement": [
          {
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"Service": ["airflow-env.amazonaws.com", "airflow.amazonaws.com"]}
          }
        ]
      }
    JSON
  }
}

mock_data "aws_kms_key" {
  defaults = {
    arn          = "arn:aws:kms:us-east-1:111111111111:key/99999999-2222-3333-4444-555555555555"
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
  defaults = { id = "us-east-1" }
}

mock_data "aws_route_table" {
  defaults = {
    routes = []
    vpc_id = "vpc-0aaa1111"
  }
}

mock_data "aws_route_tables" {
  defaults = { ids = ["rtb-0ccc1111"] }
}

mock_data "aws_s3_bucket" {
  defaults = { bucket_regional_domain_name = "acme-dags.s3.us-east-1.amazonaws.com" }
}

mock_data "aws_s3_object" {
  defaults = { version_id = "current-version" }
}

mock_data "aws_security_group" {
  defaults = { vpc_id = "vpc-0aaa1111" }
}

mock_data "aws_security_groups" {
  defaults = { ids = ["sg-0given"] }
}

mock_data "aws_ssm_parameter" {
  defaults = { insecure_value = "ami-0newest" }
}

mock_data "aws_subnet" {
  defaults = {
    arn                     = "arn:aws:ec2:us-east-1:111111111111:subnet/subnet-0mock"
    availability_zone       = "us-east-1a"
    availability_zone_id    = "use1-az1"
    cidr_block              = "10.192.20.0/24"
    map_public_ip_on_launch = false
    vpc_id                  = "vpc-0aaa1111"
  }
}

mock_data "aws_subnets" {
  defaults = { ids = ["subnet-0bbb1111", "subnet-0bbb2222", "subnet-0ddd1111", "subnet-0ddd2222"] }
}

mock_data "aws_vpc" {
  defaults = {
    cidr_block           = "10.50.0.0/16"
    enable_dns_hostnames = true
    enable_dns_support   = true
    owner_id             = "111111111111"
  }
}

mock_data "aws_vpc_endpoint_service" {
  defaults = {
    availability_zones            = ["us-east-1a", "us-east-1b"]
    service_name                  = "com.amazonaws.us-east-1.any"
    vpc_endpoint_policy_supported = true
  }
}

mock_data "aws_vpcs" {
  defaults = { ids = ["vpc-0aaa1111"] }
}

mock_resource "aws_cloudwatch_log_group" {
  defaults = { arn = "arn:aws:logs:us-east-1:111111111111:log-group:created" }
}

mock_resource "aws_cloudwatch_metric_alarm" {
  defaults = { arn = "arn:aws:cloudwatch:us-east-1:111111111111:alarm:created" }
}

mock_resource "aws_ec2_client_vpn_endpoint" {
  defaults = {
    dns_name                = "*.cvpn-endpoint-0vpn.prod.clientvpn.us-east-1.amazonaws.com"
    id                      = "cvpn-endpoint-0vpn"
    self_service_portal_url = "https://self-service.clientvpn.amazonaws.com/endpoints/cvpn-endpoint-0vpn"
  }
}

mock_resource "aws_iam_policy" {
  defaults = { arn = "arn:aws:iam::111111111111:policy/created" }
}

mock_resource "aws_iam_role" {
  defaults = {
    arn = "arn:aws:iam::111111111111:role/created"
    id  = "created"
  }
}

mock_resource "aws_kms_key" {
  defaults = {
    arn    = "arn:aws:kms:us-east-1:111111111111:key/11111111-2222-3333-4444-555555555555"
    key_id = "11111111-2222-3333-4444-555555555555"
  }
}

mock_resource "aws_lb" {
  defaults = {
    arn      = "arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/app/etl/0123456789abcdef"
    dns_name = "internal-etl-123456789.us-east-1.elb.amazonaws.com"
    zone_id  = "Z32O12XQLNTSW2"
  }
}

mock_resource "aws_lb_target_group" {
  defaults = { arn = "arn:aws:elasticloadbalancing:us-east-1:111111111111:targetgroup/etl/0123456789abcdef" }
}

mock_resource "aws_mwaa_environment" {
  defaults = {
    database_vpc_endpoint_service = "com.amazonaws.vpce.us-east-1.vpce-svc-0database"
    status                        = "PENDING"
  }
}

mock_resource "aws_ram_resource_share" {
  defaults = { arn = "arn:aws:ram:us-east-1:111111111111:resource-share/12345678-1234-1234-1234-123456789012" }
}

mock_resource "aws_route53_zone" {
  defaults = { zone_id = "Z0PRIVATE" }
}

mock_resource "aws_s3_bucket" {
  defaults = {
    arn = "arn:aws:s3:::acme-bucket"
    id  = "acme-bucket"
  }
}

mock_resource "aws_s3_object" {
  defaults = { version_id = "uploaded-version" }
}

mock_resource "aws_security_group" {
  defaults = { id = "sg-0created" }
}

mock_resource "aws_sns_topic" {
  defaults = { arn = "arn:aws:sns:us-east-1:111111111111:etl-alarms" }
}

mock_resource "aws_vpc" {
  defaults = { id = "vpc-0abc" }
}

mock_resource "aws_vpc_endpoint" {
  defaults = {
    id             = "vpce-0any"
    prefix_list_id = "pl-0s3"
  }
}
