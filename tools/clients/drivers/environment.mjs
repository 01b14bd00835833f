// The JavaScript SDK: an environment from its creation to its deletion. It has no support for proxies, so it calls the
// plain address, without host prefixes and with buckets in paths.
import { strict as assert } from "node:assert";
import { createRequire } from "node:module";
import { setTimeout } from "node:timers/promises";

const require = createRequire(`${process.env.CLIENT_FOLDER}/`);
const { MWAA, paginateListEnvironments } = require("@aws-sdk/client-mwaa");
const { EC2 } = require("@aws-sdk/client-ec2");
const { S3 } = require("@aws-sdk/client-s3");
const { STS } = require("@aws-sdk/client-sts");

const place = JSON.parse(process.env.PLACE);
const endpoint = process.env.PLAIN_ADDRESS;
const name = "by-javascript";
const mwaa = new MWAA({ endpoint, disableHostPrefix: true });
const s3 = new S3({ endpoint, forcePathStyle: true });

async function wait(status) {
  for (let attempt = 0; attempt < 600; attempt++) {
    try {
      const { Environment } = await mwaa.getEnvironment({ Name: name });
      if (Environment.Status === status) return Environment;
      assert.ok(!Environment.Status.endsWith("FAILED"), JSON.stringify(Environment));
    } catch (error) {
      if (status === null && error.name === "ResourceNotFoundException") return undefined;
      throw error;
    }
    await setTimeout(500);
  }
  throw new Error(`${name} did not become ${status}`);
}

console.log("@aws-sdk/client-mwaa", require("@aws-sdk/client-mwaa/package.json").version);
const { Account } = await new STS({ endpoint }).getCallerIdentity({});
assert.equal(place.role_arn.split(":")[4], Account);
const { Subnets } = await new EC2({ endpoint }).describeSubnets({ SubnetIds: place.subnet_ids });
assert.equal(Subnets.length, 2);
await s3.putObject({ Bucket: place.bucket, Key: "dags/from_javascript.py", Body: "# a DAG\n" });
const object = await s3.getObject({ Bucket: place.bucket, Key: "dags/from_javascript.py" });
assert.equal(await object.Body.transformToString(), "# a DAG\n");

const { Arn } = await mwaa.createEnvironment({
  Name: name,
  SourceBucketArn: `arn:aws:s3:::${place.bucket}`,
  DagS3Path: "dags",
  ExecutionRoleArn: place.role_arn,
  NetworkConfiguration: { SubnetIds: place.subnet_ids, SecurityGroupIds: [place.security_group_id] },
  WebserverAccessMode: "PUBLIC_ONLY",
  Tags: { team: "data" },
});
let environment = await wait("AVAILABLE");
assert.equal(environment.Arn, Arn);
assert.ok(environment.CreatedAt instanceof Date && environment.CreatedAt <= new Date());
const names = [];
for await (const page of paginateListEnvironments({ client: mwaa }, {})) names.push(...page.Environments);
assert.ok(names.includes(name), names.join());

await mwaa.updateEnvironment({ Name: name, MaxWorkers: 5 });
environment = await wait("AVAILABLE");
assert.equal(environment.MaxWorkers, 5);
await mwaa.tagResource({ ResourceArn: Arn, Tags: { stage: "test" } });
await mwaa.untagResource({ ResourceArn: Arn, tagKeys: ["team"] });
assert.deepEqual((await mwaa.listTagsForResource({ ResourceArn: Arn })).Tags, { stage: "test" });
// Versions before October 2024 do not have this operation.
if (mwaa.invokeRestApi) {
  const health = await mwaa.invokeRestApi({ Name: name, Method: "GET", Path: "/monitor/health" });
  assert.equal(health.RestApiResponse.scheduler.status, "healthy");
}

await mwaa.deleteEnvironment({ Name: name });
await wait(null);
