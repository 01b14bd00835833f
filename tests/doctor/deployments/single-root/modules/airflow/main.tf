variable "name" { type = string }

variable "network" {
  type = object({
    subnet_ids = list(string)
    vpc_id     = string
  })
}

data "aws_caller_identity" "current" {}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      identifiers = ["airflow.amazonaws.com", "airflow-env.amazonaws.com"]
      type        = "Service"
    }
  }
}

data "aws_iam_policy_document" "execution" {
  statement {
    effect    = "Deny"
    actions   = ["s3:ListAllMyBuckets"]
    resources = ["*"]
  }

  statement {
    actions   = ["s3:GetObject*", "s3:GetBucket*", "s3:List*"]
    resources = ["arn:aws:s3:::${var.name}-dags", "arn:aws:s3:::${var.name}-dags/*"]
  }

  statement {
    actions   = ["s3:GetAccountPublicAccessBlock"]
    resources = ["*"]
  }

  statement {
    actions = [
      "logs:CreateLogGroup",
      "logs:CreateLogStream",
      "logs:GetLogEvents",
      "logs:GetLogGroupFields",
      "logs:GetLogRecord",
      "logs:GetQueryResults",
      "logs:PutLogEvents",
    ]
    resources = ["arn:aws:logs:us-east-1:${data.aws_caller_identity.current.account_id}:log-group:airflow-${var.name}-*"]
  }

  statement {
    actions   = ["cloudwatch:PutMetricData", "logs:DescribeLogGroups"]
    resources = ["*"]
  }

  statement {
    actions = [
      "sqs:ChangeMessageVisibility",
      "sqs:DeleteMessage",
      "sqs:GetQueueAttributes",
      "sqs:GetQueueUrl",
      "sqs:ReceiveMessage",
      "sqs:SendMessage",
    ]
    resources = ["arn:aws:sqs:us-east-1:*:airflow-celery-*"]
  }

  statement {
    actions       = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*"]
    not_resources = ["arn:aws:kms:*:${data.aws_caller_identity.current.account_id}:key/*"]

    condition {
      test     = "StringLike"
      values   = ["sqs.us-east-1.amazonaws.com"]
      variable = "kms:ViaService"
    }
  }
}

resource "aws_iam_role" "execution" {
  assume_role_policy = data.aws_iam_policy_document.trust.json
  name               = "${var.name}-execution"
}

resource "aws_iam_policy" "execution" {
  name   = "${var.name}-execution"
  policy = data.aws_iam_policy_document.execution.json
}

resource "aws_iam_role_policy_attachment" "execution" {
  policy_arn = aws_iam_policy.execution.arn
  role       = aws_iam_role.execution.name
}

resource "aws_s3_bucket" "dags" {
  bucket = "${var.name}-dags"
}

resource "aws_s3_bucket_versioning" "dags" {
  bucket = aws_s3_bucket.dags.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_public_access_block" "dags" {
  block_public_acls       = true
  block_public_policy     = true
  bucket                  = aws_s3_bucket.dags.id
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_security_group" "airflow" {
  name   = "${var.name}-airflow"
  vpc_id = var.network.vpc_id
}

resource "aws_security_group_rule" "self" {
  from_port         = 0
  protocol          = "-1"
  security_group_id = aws_security_group.airflow.id
  self              = true
  to_port           = 0
  type              = "ingress"
}

resource "aws_security_group_rule" "egress" {
  cidr_blocks       = ["0.0.0.0/0"]
  from_port         = 0
  protocol          = "-1"
  security_group_id = aws_security_group.airflow.id
  to_port           = 0
  type              = "egress"
}

resource "aws_mwaa_environment" "this" {
  airflow_version       = "2.10.3"
  dag_s3_path           = "dags/"
  environment_class     = "mw1.small"
  execution_role_arn    = aws_iam_role.execution.arn
  name                  = var.name
  source_bucket_arn     = aws_s3_bucket.dags.arn
  webserver_access_mode = "PRIVATE_ONLY"

  logging_configuration {
    dag_processing_logs {
      enabled   = true
      log_level = "INFO"
    }

    scheduler_logs {
      enabled   = true
      log_level = "INFO"
    }

    task_logs {
      enabled   = true
      log_level = "INFO"
    }

    webserver_logs {
      enabled   = true
      log_level = "INFO"
    }

    worker_logs {
      enabled   = true
      log_level = "INFO"
    }
  }

  network_configuration {
    security_group_ids = [aws_security_group.airflow.id]
    subnet_ids         = var.network.subnet_ids
  }
}
