import { connectDatabase, disconnectDatabase } from "@server/kernel/db.ts";
import { runIssues } from "@server/modules/coupons/issuing/run-issues.ts";
import { createTestWorld } from "@support/world.ts";

const [uri = "", dbName = ""] = process.argv.slice(2);
await connectDatabase(uri, { dbName });
process.stdout.write("running\n");
await runIssues(createTestWorld(), 600_000);
await disconnectDatabase();
process.stdout.write("ended\n");
