import { createIndexes, missingIndexes } from "../kernel/db.ts";
import { seed } from "../seed/seed.ts";
import { withWorld } from "./with-shop.ts";

await withWorld(async (world) => {
  await import("../app.ts");
  if ((await missingIndexes()).length > 0) await createIndexes();
  await seed(world, { log: (line) => console.log(line) });
});
