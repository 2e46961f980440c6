import type { CategoryNode } from "../../../contract/catalog.ts";
import { mediaUrl } from "../media/media.model.ts";
import { Categories, type CategoryRow } from "./category.model.ts";

/** No shop browses more categories than this. */
const CATEGORY_LIMIT = 500;

/** All categories in order, hidden ones too, as staff see them. */
export async function readAllCategories(): Promise<CategoryRow[]> {
  return await Categories.find().sort({ position: 1, _id: 1 }).limit(CATEGORY_LIMIT).lean();
}

/** The tree of shown categories; a hidden parent hides its children. */
export async function readCategories(): Promise<CategoryNode[]> {
  const shown = (await readAllCategories()).filter(({ isShown }) => isShown);
  const nodeOf = (row: CategoryRow) => ({
    categoryId: row._id,
    name: row.name,
    pictureUrl: row.mediaId === null ? null : mediaUrl(row.mediaId, 240),
  });
  return shown
    .filter(({ parentId }) => parentId === null)
    .map((parent) => ({
      ...nodeOf(parent),
      children: shown.filter(({ parentId }) => parentId === parent._id).map(nodeOf),
    }));
}
