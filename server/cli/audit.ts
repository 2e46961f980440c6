import { auditChecks } from "../audit.ts";
import { optionsOrUsage } from "./read-options.ts";
import { withDatabase } from "./with-shop.ts";

optionsOrUsage(
  `用法：npm run audit
核对账目、库存、积分、券与操作记录，只读不改；有不符时逐条列出，退出码为 1`,
  {},
);

await withDatabase(async () => {
  let violated = 0;
  for (const check of auditChecks) {
    const { checked, violations } = await check.run();
    const name = `${check.code.padEnd(4)} ${check.title}`;
    if (violations.length === 0) console.log(`✓ ${name}（核对 ${checked} 项）`);
    else {
      violated += 1;
      console.log(`✗ ${name}（核对 ${checked} 项，不符 ${violations.length} 项）`);
      for (const line of violations) console.log(`       ${line}`);
    }
  }
  console.log(
    violated === 0
      ? `核对完毕：${auditChecks.length} 条规则全部相符`
      : `核对完毕：${auditChecks.length} 条规则中有 ${violated} 条不符`,
  );
  if (violated > 0) process.exitCode = 1;
});
