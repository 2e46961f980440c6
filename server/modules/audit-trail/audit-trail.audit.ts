import type { AuditCheck } from "../../kernel/audit-check.ts";
import { AuditEntries, AuditHeads } from "./audit-entry.model.ts";
import { GENESIS_HASH, hashEntry } from "./chain.ts";

const SHOWN_VIOLATIONS = 20;

/** The invariants of the audit trail. */
export const auditTrailAudit: AuditCheck[] = [
  {
    code: "I10",
    title: "员工操作记录：编号连续、哈希链完整",
    async run() {
      const violations: string[] = [];
      let seq = 0;
      let prevHash = GENESIS_HASH;
      for await (const { hash, ...entry } of AuditEntries.find().sort({ seq: 1 }).lean().cursor()) {
        const at = `第 ${entry.seq} 条`;
        if (entry.seq !== seq + 1) violations.push(`${at}：前一条是第 ${seq} 条，中间有缺`);
        if (entry.prevHash !== prevHash) violations.push(`${at}：与前一条的哈希不相接`);
        if (hashEntry(entry) !== hash) violations.push(`${at}：内容与哈希不符`);
        ({ seq } = entry);
        prevHash = hash;
      }
      const head = await AuditHeads.findById("head").lean();
      if ((head?.seq ?? 0) !== seq || (head?.hash ?? GENESIS_HASH) !== prevHash)
        violations.push(`链尾记为第 ${head?.seq ?? 0} 条，实际为第 ${seq} 条`);
      return { checked: seq, violations: violations.slice(0, SHOWN_VIOLATIONS) };
    },
  },
];
