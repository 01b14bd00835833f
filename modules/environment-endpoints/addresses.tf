locals {
  # Named here and not in the data sources: Terraform puts off reading one that refers to a resource of which anything changes, be it
  # a tag, and whatever is made of the addresses would be planned to be replaced. An endpoint's subnets stay as long as it does.
  database_interfaces  = sort(aws_vpc_endpoint.database.network_interface_ids)
  webserver_interfaces = sort(flatten(aws_vpc_endpoint.webserver[*].network_interface_ids))
}

# One interface in each of the two subnets: the number is known before the endpoint is.
data "aws_network_interface" "database" {
  count = 2

  id = local.database_interfaces[count.index]
}

data "aws_network_interface" "webserver" {
  count = var.private_webserver ? 2 : 0

  id = local.webserver_interfaces[count.index]
}

locals {
  database_ips  = { for interface in data.aws_network_interface.database : interface.subnet_id => interface.private_ip }
  webserver_ips = { for interface in data.aws_network_interface.webserver : interface.subnet_id => interface.private_ip }
}
