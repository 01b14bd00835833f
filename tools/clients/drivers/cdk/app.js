// A CDK app with a network in one stack and an environment in another.
const cdk = require("aws-cdk-lib");
const ec2 = require("aws-cdk-lib/aws-ec2");
const iam = require("aws-cdk-lib/aws-iam");
const mwaa = require("aws-cdk-lib/aws-mwaa");
const ram = require("aws-cdk-lib/aws-ram");
const s3 = require("aws-cdk-lib/aws-s3");

const app = new cdk.App();
const env = { account: "111111111111", region: "eu-west-1" };

class Network extends cdk.Stack {
  constructor(scope, id, props) {
    super(scope, id, props);
    this.vpc = new ec2.Vpc(this, "Vpc", {
      ipAddresses: ec2.IpAddresses.cidr("10.40.0.0/16"),
      availabilityZones: ["eu-west-1a", "eu-west-1b"],
      natGateways: 1,
      // It would need a Lambda function that runs.
      restrictDefaultSecurityGroup: false,
    });
    this.group = new ec2.SecurityGroup(this, "Group", { vpc: this.vpc, description: "Airflow" });
    this.group.addIngressRule(this.group, ec2.Port.allTraffic());
    new ram.CfnResourceShare(this, "Share", { name: "subnets", principals: ["222222222222"], resourceArns: [] });
  }
}

class Environment extends cdk.Stack {
  constructor(scope, id, props) {
    super(scope, id, props);
    const bucket = new s3.Bucket(this, "Dags", {
      versioned: true,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      encryption: s3.BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      removalPolicy: cdk.RemovalPolicy.DESTROY,
    });
    const role = new iam.Role(this, "Role", {
      assumedBy: new iam.CompositePrincipal(
        new iam.ServicePrincipal("airflow.amazonaws.com"),
        new iam.ServicePrincipal("airflow-env.amazonaws.com"),
      ),
    });
    bucket.grantRead(role);
    const environment = new mwaa.CfnEnvironment(this, "Airflow", {
      name: "by-the-cdk",
      sourceBucketArn: bucket.bucketArn,
      dagS3Path: "dags",
      executionRoleArn: role.roleArn,
      webserverAccessMode: "PUBLIC_ONLY",
      maxWorkers: Number(this.node.tryGetContext("workers")),
      networkConfiguration: {
        subnetIds: props.network.vpc.privateSubnets.map((subnet) => subnet.subnetId),
        securityGroupIds: [props.network.group.securityGroupId],
      },
    });
    environment.node.addDependency(role);
    new cdk.CfnOutput(this, "Url", { value: environment.attrWebserverUrl });
  }
}

const network = new Network(app, "Network", { env });
new Environment(app, "Environment", { env, network });
