import type { mongo } from "mongoose";
import { isDuplicateKey } from "../../../kernel/db.ts";
import { fail } from "../../../kernel/errors.ts";

/**
 * Runs a write that may meet another product's SKU code, and says which code it was.
 * @throws sku_code_taken
 */
export async function refusingTakenCodes<Result>(
  skus: readonly { code: string }[],
  write: () => Promise<Result>,
): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const { keyValue } = error as mongo.MongoServerError & { keyValue?: Record<string, unknown> };
    const taken = keyValue?.["skus.code"];
    const index = skus.findIndex(({ code }) => code === taken);
    if (index === -1) throw error;
    return fail("sku_code_taken", {
      issues: [
        { pointer: `/skus/${index}/code`, detail: `编码 ${String(taken)} 已被其他商品使用` },
      ],
    });
  }
}
