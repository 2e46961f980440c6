import { decodeCursor, toPage } from "../../kernel/page.ts";
import { PointsAdjustments, type PointsAdjustmentRow } from "./points-adjustment.model.ts";

/** An adjustment as staff see it. */
export function viewAdjustment({ _id, ...row }: PointsAdjustmentRow) {
  return { adjustmentId: _id, ...row };
}

/** A page of adjustments and requests for them, newest first, of one state or all. */
export async function listAdjustments(query: {
  limit: number;
  cursor?: string | undefined;
  state?: PointsAdjustmentRow["state"] | undefined;
}) {
  const after = decodeCursor("points-adjustments", query.cursor, ["string"]);
  const rows = await PointsAdjustments.find({
    ...(query.state !== undefined && { state: query.state }),
    ...(after !== null && { _id: { $lt: after[0] } }),
  })
    .sort({ _id: -1 })
    .limit(query.limit + 1)
    .lean<PointsAdjustmentRow[]>();
  return toPage("points-adjustments", rows, query.limit, (row) => [row._id], viewAdjustment);
}
