import { z } from "zod";
import { endpoints } from "./endpoint.ts";
import { id, pageOf, pageQuery, text } from "./primitives.ts";

const kind = z.enum(["direct", "franchise"]);
/** A number that a shop answers: a landline, a mobile or a 400 number. */
export const storePhone = z
  .string()
  .regex(/^(?:0\d{2,3}-?\d{7,8}|1[3-9]\d{9}|400-?\d{3}-?\d{4})$/, "应为座机、手机或 400 电话");

/** A store as everybody sees it; its phone is the shop's own and public. */
export const store = z.object({
  storeId: z.string(),
  name: z.string(),
  kind,
  isPickup: z.boolean(),
  isDefault: z.boolean(),
  province: z.string(),
  city: z.string(),
  district: z.string(),
  detail: z.string(),
  hours: z.string(),
  phone: z.string().nullable(),
});

const fields = {
  name: text(40),
  kind,
  isPickup: z.boolean(),
  province: text(20),
  city: text(20),
  district: text(30),
  detail: text(120),
  hours: text(60),
  phone: storePhone.nullable(),
};

/** What the public can ask of stores. */
export const storesEndpoints = endpoints({
  "GET /v1/stores": {
    tag: "门店",
    summary: "全部门店；可只看能自提的",
    auth: "none",
    query: z.strictObject({ ...pageQuery.shape, isPickup: z.literal("true").optional() }),
    response: pageOf(store),
    errors: [],
  },
  "POST /v1/staff/stores": {
    tag: "门店",
    summary: "新增门店；第一家自动成为默认门店",
    auth: "staff:stores.edit",
    body: z.strictObject(fields),
    response: store,
    status: 201,
    errors: [],
  },
  "PATCH /v1/staff/stores/:storeId": {
    tag: "门店",
    summary: "修改门店资料；可设为默认门店（原默认门店随之取消）",
    auth: "staff:stores.edit",
    params: z.strictObject({ storeId: id("sto") }),
    body: z.strictObject({
      ...z.object(fields).partial().shape,
      isDefault: z.literal(true).optional(),
      reason: text(200),
    }),
    response: store,
    errors: ["not_found"],
  },
});
