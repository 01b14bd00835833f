# A module like those of other authors, as small as one can be: what takes time on AWS is not in it.

variable "name" {
  type = string
}

variable "max_workers" {
  type    = number
  default = 2
}

data "aws_availability_zones" "available" {}

resource "aws_vpc" "this" {
  cidr_block = "10.30.0.0/16"
}

resource "aws_subnet" "this" {
  count = 2

  vpc_id            = aws_vpc.this.id
  cidr_block        = "10.30.${count.index}.0/24"
  availability_zone = data.aws_availability_zones.available.names[count.index]
}

resource "aws_network_interface" "firewall" {
  subnet_id = aws_subnet.this[0].id
}

resource "aws_route" "internet" {
  route_table_id         = aws_vpc.this.main_route_table_id
  destination_cidr_block = "0.0.0.0/0"
  network_interface_id   = aws_network_interface.firewall.id
}

resource "aws_security_group" "this" {
  name   = var.name
  vpc_id = aws_vpc.this.id

  ingress {
    from_port = 0
    to_port   = 0
    protocol  = "-1"
    self      = true
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_s3_bucket" "this" {
  bucket = "${var.name}-dags"
}

resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.this.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_iam_role" "this" {
  name = var.name

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = ["airflow.amazonaws.com", "airflow-env.amazonaws.com"] }
    }]
  })
}

resource "aws_mwaa_environment" "this" {
  name               = var.name
  dag_s3_path        = "dags"
  source_bucket_arn  = aws_s3_bucket.this.arn
  execution_role_arn = aws_iam_role.this.arn
  max_workers        = var.max_workers

  network_configuration {
    security_group_ids = [aws_security_group.this.id]
    subnet_ids         = aws_subnet.this[*].id
  }

  depends_on = [aws_s3_bucket_versioning.this]
}
