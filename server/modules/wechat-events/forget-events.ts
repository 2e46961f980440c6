import { WechatEvents } from "./wechat-event.model.ts";

/** Deletes what WeChat pushed about a person, by their WeChat account. */
export async function forgetEvents(openid: string): Promise<void> {
  await WechatEvents.deleteMany({ openid });
}
