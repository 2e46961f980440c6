import { createIndexes, missingIndexes } from "../kernel/db.ts";
import { withDatabase } from "./with-shop.ts";

await withDatabase(async () => {
  // The modules declare their collections, and the application knows all modules.
  await import("../app.ts");
  const missing = await missingIndexes();
  await createIndexes();
  for (const line of missing) console.log(`  ${line}`);
  console.log(missing.length === 0 ? "索引齐全" : `已建立 ${missing.length} 个索引`);
});
