# One interface in each of the two subnets: the number is known before the endpoint is.
data "aws_network_interface" "database" {
  count = 2

  id = sort(aws_vpc_endpoint.database.network_interface_ids)[count.index]
}

data "aws_network_interface" "webserver" {
  count = var.private_webserver ? 2 : 0

  id = sort(aws_vpc_endpoint.webserver[0].network_interface_ids)[count.index]
}

locals {
  _database_ips  = { for interface in data.aws_network_interface.database : interface.subnet_id => interface.private_ip }
  _webserver_ips = { for interface in data.aws_network_interface.webserver : interface.subnet_id => interface.private_ip }
}
