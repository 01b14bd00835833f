# S3, and ECR with the bucket of its layers.
locals {
  # Fargate starts MWAA's containers with MWAA's own images, as MWAA's own principal: neither account is documented, so
  # these three statements name none (Amazon ECR user guide, vpc-endpoints; MWAA user guide, vpc-security). They only
  # allow reading an image.
  image_layers = {
    Sid       = "ImageLayers"
    Effect    = "Allow"
    Principal = "*"
    Action    = ["s3:GetObject"]
    Resource  = ["arn:${local.partition}:s3:::prod-${local.region}-starport-layer-bucket/*"]
  }

  registry_login = {
    Sid       = "RegistryLogin"
    Effect    = "Allow"
    Principal = "*"
    Action    = ["ecr:GetAuthorizationToken"]
    Resource  = ["*"]
  }

  image_pulls = {
    Sid       = "ImagePulls"
    Effect    = "Allow"
    Principal = "*"
    Action    = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    Resource  = ["arn:${local.partition}:ecr:${local.region}:*:repository/*"]
  }

  source_buckets = [
    for account_id, environments in local.by_account : {
      Sid       = "SourceBucketsOf${account_id}"
      Effect    = "Allow"
      Principal = "*"
      Action    = ["s3:GetObject*", "s3:GetBucket*", "s3:List*"]
      Resource = flatten([
        for bucket in distinct(environments[*].source_bucket_name) :
        ["arn:${local.partition}:s3:::${bucket}", "arn:${local.partition}:s3:::${bucket}/*"]
      ])
      Condition = { StringEquals = { "aws:PrincipalAccount" = account_id } }
    }
  ]

  public_access_block = {
    Sid       = "PublicAccessBlockOfTheAccount"
    Effect    = "Allow"
    Principal = "*"
    Action    = ["s3:GetAccountPublicAccessBlock"]
    Resource  = ["*"]
    Condition = local.by_the_accounts
  }
}
