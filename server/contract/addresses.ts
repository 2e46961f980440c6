import { z } from "zod";
import { endpoints } from "./endpoint.ts";
import { address, id } from "./primitives.ts";

/** How many addresses one shopper can keep. */
export const ADDRESSES_MAX = 20;

const wanted = address.extend({ isDefault: z.boolean() });
const kept = z.object({ addressId: z.string(), ...wanted.shape });
const addressParams = z.strictObject({ addressId: id("adr") });

/** What shoppers can ask and change of their own address book. */
export const addressesEndpoints = endpoints({
  "GET /v1/me/addresses": {
    tag: "我的",
    summary: "我的收货地址，默认的在前，其余新的在前；至多 20 个，一次给全",
    auth: "member",
    response: z.object({ items: z.array(kept) }),
    errors: [],
  },
  "POST /v1/me/addresses": {
    tag: "我的",
    summary: "新增收货地址；第一个自动成为默认，与已有的完全相同则不重复保存",
    auth: "member",
    body: wanted,
    response: kept,
    status: 201,
    errors: ["address_book_full"],
  },
  "PUT /v1/me/addresses/:addressId": {
    tag: "我的",
    summary: "修改一个收货地址；设为默认时原默认随之取消，唯一的默认不能取消",
    auth: "member",
    params: addressParams,
    body: wanted,
    response: kept,
    errors: ["not_found"],
  },
  "DELETE /v1/me/addresses/:addressId": {
    tag: "我的",
    summary: "删除一个收货地址；删的是默认时，其余最新的一个成为默认",
    auth: "member",
    params: addressParams,
    response: null,
    errors: ["not_found"],
  },
});
