import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { problem, type Problem } from "@server/contract/problem.ts";
import { fail } from "@server/kernel/errors.ts";
import { createKoa, problems } from "@server/kernel/http.ts";
import { createLog } from "@server/kernel/log.ts";

let server: Server;
let thrown: () => never;
beforeAll(async () => {
  const log = createLog({ level: "silent", stream: { write: () => undefined } });
  const app = createKoa({ trustProxy: false, log });
  app.use(problems(log));
  app.use(() => thrown());
  const serve = app.callback();
  server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => server.close());

async function answerTo(cause: () => never): Promise<Problem> {
  thrown = cause;
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/here`);
  expect(response.headers.get("content-type")).toContain("application/problem+json");
  const body = problem.parse(await response.json());
  expect(response.status).toBe(body.status);
  return body;
}

it("a refusal that concerns no field points at the whole of what was sent", async () => {
  expect((await answerTo(() => fail("order_state"))).errors).toEqual([
    { pointer: "", code: "order_state", detail: "订单当前状态不能执行此操作" },
  ]);
  const detailed = await answerTo(() => fail("refund_state", { detail: "订单尚未付款" }));
  expect(detailed.detail).toBe("订单尚未付款");
  expect(detailed.errors).toEqual([{ pointer: "", code: "refund_state", detail: "订单尚未付款" }]);
});

it("a refusal with issues tells them and nothing else", async () => {
  const issues = [{ pointer: "/lines/0/quantity", code: "stock", detail: "只剩 2 件" }];
  expect((await answerTo(() => fail("stock_insufficient", { issues }))).errors).toEqual(issues);
});

it("a fault of our own is told by its code alone", async () => {
  const body = await answerTo(() => {
    throw new Error("secret");
  });
  expect(body).toMatchObject({
    status: 500,
    errors: [{ pointer: "", code: "internal", detail: "服务出错了，我们会尽快处理" }],
  });
  expect(JSON.stringify(body)).not.toContain("secret");
});
