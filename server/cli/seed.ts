import { createIndexes, missingIndexes } from "../kernel/db.ts";
import { withWorld } from "./with-shop.ts";

await withWorld(async () => {
  await import("../app.ts");
  if ((await missingIndexes()).length > 0) await createIndexes();
});
