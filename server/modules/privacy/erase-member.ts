import type { MemberActor } from "../../kernel/actor.ts";
import { transaction } from "../../kernel/db.ts";
import { fail } from "../../kernel/errors.ts";
import type { World } from "../../world.ts";
import { eraseAddressBook } from "../addresses/index.ts";
import { recordAction } from "../audit-trail/index.ts";
import { voidMemberCoupons } from "../coupons/index.ts";
import { forgetReceiver, listUnsentShipments } from "../fulfilment/index.ts";
import { eraseMemberSessions } from "../identity/index.ts";
import { forgetRecords } from "../member-records/index.ts";
import { erasePersonalData, readOpenid } from "../members/index.ts";
import { forgetBuyer, listUnfinishedOrders, readOrderIds } from "../orders/index.ts";
import { forgetPayer, listRefundsUnderWay } from "../payments/index.ts";
import { voidMemberPoints } from "../points/index.ts";
import { forgetEvents } from "../wechat-events/index.ts";

/** An order as people speak of it: by the end of its number, as the list of orders and staff do. */
const endOf = (orderId: string): string => `（尾号 ${orderId.slice(-8)}）`;

/**
 * Erases a member at their own wish, at once and for good: what says who they are is deleted, what they could still
 * spend is void by entries of the books, and what the law keeps of their purchases no longer leads to anybody.
 * @throws erasure_refused with every order and refund that is still under way
 */
export async function eraseMember(world: World, actor: MemberActor): Promise<void> {
  const { memberId } = actor;
  await transaction(async () => {
    const orderIds = await readOrderIds(memberId);
    const issues = [
      ...(await listUnfinishedOrders(memberId)).map(
        ({ orderId, state }) => `订单${endOf(orderId)}${state}`,
      ),
      ...(await listRefundsUnderWay(orderIds)).map(
        ({ orderId }) => `订单${endOf(orderId)}的退款还在处理`,
      ),
      ...(await listUnsentShipments(orderIds)).map(
        ({ orderId }) => `订单${endOf(orderId)}的发货信息还在报给微信`,
      ),
    ];
    if (issues.length > 0)
      fail("erasure_refused", { issues: issues.map((detail) => ({ pointer: "", detail })) });
    await voidMemberCoupons(world, actor);
    await voidMemberPoints(world, actor);
    await eraseAddressBook(memberId);
    await forgetRecords([memberId]);
    await forgetBuyer(memberId);
    await forgetPayer(orderIds);
    await forgetReceiver(orderIds);
    const openid = await readOpenid(memberId);
    if (openid !== null) await forgetEvents(openid);
    await erasePersonalData(world, memberId);
    await eraseMemberSessions(memberId);
    await recordAction(world, actor, {
      action: "member.erased",
      subject: memberId,
      before: null,
      after: null,
      reason: null,
    });
  });
}
