import type { wechatEventsEndpoints } from "../../contract/wechat-events.ts";
import { fail } from "../../kernel/errors.ts";
import type { Handlers } from "../../kernel/http.ts";
import {
  answerEcho,
  ForeignMessage,
  openMessage,
  type MessageQuery,
  type MessageSecrets,
} from "../../kernel/wechat-message.ts";
import type { World } from "../../world.ts";
import { receiveEvent } from "./receive-event.ts";

const SUCCESS = Buffer.from("success");

/** How WeChat's message push is answered. */
export const wechatEventsHandlers: Handlers<typeof wechatEventsEndpoints> = {
  "GET /v1/wechat/messages": async ({ world, query }) => {
    const echo = believe(() => answerEcho(secretsOf(world), given(query)));
    return await Promise.resolve({ bytes: Buffer.from(echo) });
  },
  "POST /v1/wechat/messages": async ({ world, query, request }) => {
    const text = believe(() => openMessage(secretsOf(world), given(query), request.rawBody));
    await receiveEvent(world, text);
    return { bytes: SUCCESS };
  },
};

function secretsOf({ config }: World): MessageSecrets {
  if (config.wechat.messages === null) fail("not_found");
  return { appid: config.wechat.appid, ...config.wechat.messages };
}

/** Parameters that are there. */
function given(query: {
  readonly [Name in keyof MessageQuery]?: string | undefined;
}): MessageQuery {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
}

function believe(check: () => string): string {
  try {
    return check();
  } catch (error) {
    if (error instanceof ForeignMessage) fail("notification_invalid");
    throw error;
  }
}
