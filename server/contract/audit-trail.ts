import { z } from "zod";
import { endpoints } from "./endpoint.ts";
import { instant, pageOf, pageQuery } from "./primitives.ts";

/** One recorded action of staff, linked to the one before by its hash. */
export const auditEntry = z.object({
  entryId: z.string(),
  seq: z.int(),
  at: instant,
  actor: z.string(),
  actorName: z.string().nullable(),
  action: z.string(),
  subject: z.string(),
  before: z.json(),
  after: z.json(),
  reason: z.string().nullable(),
  prevHash: z.string(),
  hash: z.string(),
});

/** What the public can ask of audit-trail. */
export const auditTrailEndpoints = endpoints({
  "GET /v1/staff/audit": {
    tag: "审计",
    summary: "员工操作记录，新的在前；可按对象、操作人、动作、时间筛选",
    auth: "staff:audit.read",
    query: z.strictObject({
      ...pageQuery.shape,
      subject: z.string().min(1).max(80).optional(),
      actor: z.string().min(1).max(80).optional(),
      /** One or more codes of actions, by commas. */
      action: z
        .string()
        .regex(/^[a-z_.-]+(?:,[a-z_.-]+){0,39}$/, "应为以逗号分开的动作，至多 40 个")
        .optional(),
      from: instant.optional(),
      to: instant.optional(),
    }),
    response: pageOf(auditEntry),
    errors: [],
  },
});
