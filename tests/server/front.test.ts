import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openFront, type Front } from "@server/start/front.ts";

const servers: Server[] = [];
let front: Front;

async function room(name: string): Promise<number> {
  const server = createServer((_, response) => response.end(name));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

beforeAll(async () => {
  const rooms = {
    shop: await room("shop"),
    wechat: await room("wechat"),
    window: await room("window"),
  };
  front = await openFront({ port: 0, rooms, own: () => false });
});
afterAll(async () => {
  await front.close();
  for (const server of servers) server.close();
});

it.each([
  ["GET", "/", {}, "window"],
  ["GET", "/v1/products", {}, "shop"],
  ["POST", "/v1/phone-codes", {}, "shop"],
  ["GET", "/__sandbox/sms", {}, "wechat"],
  ["POST", "/wxa/msg_sec_check", {}, "wechat"],
  ["POST", "/", { "X-TC-Action": "SendSms" }, "wechat"],
])("%s %s with %j goes to the %s", async (method, path, headers, expected) => {
  const answer = await fetch(`${front.url}${path}`, { method, headers });
  expect(await answer.text()).toBe(expected);
});
