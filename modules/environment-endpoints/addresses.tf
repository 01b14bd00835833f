locals {
  # In locals and not in the data sources: Terraform defers reading a data source that refers to a resource with any
  # change, even of a tag, and then plans to replace whatever uses the addresses. An endpoint's subnets never change.
  database_interfaces  = sort(aws_vpc_endpoint.database.network_interface_ids)
  webserver_interfaces = sort(flatten(aws_vpc_endpoint.webserver[*].network_interface_ids))
}

# One network interface in each of the two subnets: their number is known before the endpoint exists.
data "aws_network_interface" "database" {
  count = 2

  id = local.database_interfaces[count.index]
}

data "aws_network_interface" "webserver" {
  count = var.private_webserver ? 2 : 0

  id = local.webserver_interfaces[count.index]
}

locals {
  database_ips = { for interface in data.aws_network_interface.database : interface.subnet_id => interface.private_ip }
  webserver_ips = {
    for interface in data.aws_network_interface.webserver : interface.subnet_id => interface.private_ip
  }
}
