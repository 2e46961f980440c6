import { connectDatabase, disconnectDatabase } from "@server/kernel/db.ts";
import { runImports } from "@server/modules/imports/run-imports.ts";
import { createTestWorld, testConfig } from "@support/world.ts";

const [uri = "", dbName = "", at = "", encryption = "", digest = ""] = process.argv.slice(2);
await connectDatabase(uri, { dbName });
process.stdout.write("running\n");
const config = testConfig({ PII_ENCRYPTION_KEY: encryption, PII_DIGEST_KEY: digest });
await runImports(createTestWorld({ at, config }));
await disconnectDatabase();
process.stdout.write("ended\n");
