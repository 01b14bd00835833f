# What single modules see of AWS, unlike all others: see modules/tests/aws.tfmock.hcl.

override_resource {
  target = module.environment_endpoints_private.aws_vpc_endpoint.database
  values = { network_interface_ids = ["eni-0database2", "eni-0database1"], state = "available" }
}

override_resource {
  target = module.environment_endpoints_private.aws_vpc_endpoint.webserver
  values = {
    dns_entry             = [{ dns_name = "vpce-0webserver.us-east-1.vpce.amazonaws.com" }, { dns_name = "zonal" }]
    network_interface_ids = ["eni-0webserver2", "eni-0webserver1"]
    state                 = "available"
  }
}

override_resource {
  target = module.environment_endpoints_public.aws_vpc_endpoint.database
  values = { network_interface_ids = ["eni-0database1", "eni-0database2"] }
}

override_data {
  target = module.environment_endpoints_private.data.aws_network_interface.database[0]
  values = { private_ip = "10.192.20.9", subnet_id = "subnet-0bbb1111" }
}

override_data {
  target = module.environment_endpoints_private.data.aws_network_interface.database[1]
  values = { private_ip = "10.192.21.8", subnet_id = "subnet-0bbb2222" }
}

override_data {
  target = module.environment_endpoints_private.data.aws_network_interface.webserver[0]
  values = { private_ip = "10.192.20.19", subnet_id = "subnet-0bbb1111" }
}

override_data {
  target = module.environment_endpoints_private.data.aws_network_interface.webserver[1]
  values = { private_ip = "10.192.21.18", subnet_id = "subnet-0bbb2222" }
}

override_data {
  target = module.environment_endpoints_public.data.aws_network_interface.database[0]
  values = { private_ip = "10.192.20.9", subnet_id = "subnet-0bbb1111" }
}

override_data {
  target = module.environment_endpoints_public.data.aws_network_interface.database[1]
  values = { private_ip = "10.192.21.8", subnet_id = "subnet-0bbb2222" }
}

override_data {
  target = module.network_existing.data.aws_subnet.existing_private["az1"]
  values = {
    arn                  = "arn:aws:ec2:us-east-1:111111111111:subnet/subnet-0bbb2222"
    availability_zone_id = "use1-az2"
    vpc_id               = "vpc-0aaa1111"
  }
}

override_data {
  target = module.network_existing.data.aws_route_tables.existing_private["az1"]
  values = { ids = ["rtb-0ccc2222"] }
}

override_data {
  target = module.network_existing.data.aws_subnet.existing_public[0]
  values = {
    arn                  = "arn:aws:ec2:us-east-1:111111111111:subnet/subnet-0ddd2222"
    availability_zone_id = "use1-az1"
    vpc_id               = "vpc-0aaa1111"
  }
}

override_data {
  target = module.network_existing.data.aws_subnet.existing_public[1]
  values = {
    arn                  = "arn:aws:ec2:us-east-1:111111111111:subnet/subnet-0ddd1111"
    availability_zone_id = "use1-az1"
    vpc_id               = "vpc-0aaa1111"
  }
}

override_data {
  target = module.network_existing_main_route_table.data.aws_subnet.existing_private["az2"]
  values = {
    arn                  = "arn:aws:ec2:us-east-1:111111111111:subnet/subnet-0bbb2222"
    availability_zone_id = "use1-az2"
    vpc_id               = "vpc-0aaa1111"
  }
}

override_data {
  target = module.network_existing_main_route_table.data.aws_route_tables.existing_private
  values = { ids = [] }
}

override_data {
  target = module.network_existing_main_route_table.data.aws_route_tables.existing_main
  values = { ids = ["rtb-0main"] }
}

override_data {
  target = module.service_endpoints_restricted.data.aws_vpc_endpoint_service.interface["monitoring"]
  values = {
    availability_zones            = ["us-east-1a", "us-east-1b"]
    service_name                  = "com.amazonaws.us-east-1.monitoring"
    vpc_endpoint_policy_supported = false
  }
}

override_data {
  target = module.service_endpoints_restricted.data.aws_subnet.private[0]
  values = { availability_zone = "us-east-1b", cidr_block = "10.192.21.0/24", vpc_id = "vpc-0aaa1111" }
}

override_data {
  target = module.service_endpoints_smallest.data.aws_subnet.private[1]
  values = { availability_zone = "us-east-1b", cidr_block = "10.192.21.0/24", vpc_id = "vpc-0aaa1111" }
}

override_data {
  target = module.service_endpoints_customers_keys.data.aws_subnet.private[1]
  values = { availability_zone = "us-east-1b", cidr_block = "10.192.21.0/24", vpc_id = "vpc-0aaa1111" }
}

override_data {
  target = module.service_endpoints_cape_town.data.aws_subnet.private[1]
  values = { availability_zone = "us-east-1b", cidr_block = "10.192.21.0/24", vpc_id = "vpc-0aaa1111" }
}

override_data {
  target = module.service_endpoints_cape_town.data.aws_region.current
  values = { id = "af-south-1" }
}

override_data {
  target = module.web_access_bastion_x86.data.aws_ec2_instance_type.this
  values = { supported_architectures = ["x86_64"] }
}

override_resource {
  target = module.airflow_access_everything.aws_iam_policy.this["cli"]
  values = { arn = "arn:aws:iam::111111111111:policy/cli" }
}

override_resource {
  target = module.airflow_access_everything.aws_iam_policy.this["rest_api/Op"]
  values = { arn = "arn:aws:iam::111111111111:policy/rest-api-op" }
}

override_resource {
  target = module.airflow_access_everything.aws_iam_policy.this["roles/Admin"]
  values = { arn = "arn:aws:iam::111111111111:policy/admin" }
}

override_resource {
  target = module.airflow_access_everything.aws_iam_policy.this["roles/Viewer"]
  values = { arn = "arn:aws:iam::111111111111:policy/viewer" }
}
