import type { Address } from "../../contract/primitives.ts";
import { digestPii, encryptPii } from "../../kernel/pii.ts";
import type { World } from "../../world.ts";
import type { OrderDelivery } from "./order.model.ts";

/** Where an order is sent, as it is kept: sealed, with a digest of the phone to find it by, and the region open. */
export function sealAddress(
  world: World,
  address: Address,
): Omit<OrderDelivery & { kind: "express" }, "kind"> {
  const { province, city, district, phone } = address;
  return {
    addressSealed: encryptPii(world.config.pii, JSON.stringify(address)),
    phoneDigest: digestPii(world.config.pii, phone),
    province,
    city,
    district,
  };
}
