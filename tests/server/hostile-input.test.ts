import { afterAll, beforeAll, describe, expect, it } from "vitest";
import mongoose, { type mongo } from "mongoose";
import { contract } from "@contract";
import { encodeCursor } from "@server/kernel/page.ts";
import { problem } from "@server/contract/problem.ts";
import type { Endpoint } from "@server/contract/endpoint.ts";
import { buildMember, buildStaff } from "@support/actors.ts";
import { useDatabase } from "@support/database.ts";
import { startShop, type TestShop } from "@support/shop.ts";

useDatabase();

const marker = "hostile-marker";
const nested = (depth: number): unknown => JSON.parse(`${"[".repeat(depth)}${"]".repeat(depth)}`);

/** Values that have broken shops: operators, prototypes, numbers that are none, texts that deceive. */
const hostile: [name: string, value: unknown][] = [
  ["an operator", { $gt: "", [marker]: 1 }],
  ["a where clause", { $where: `sleep(1000) || "${marker}"` }],
  ["a dotted key", { [`a.b.${marker}`]: 1 }],
  ["a prototype", JSON.parse(`{"__proto__":{"isAdmin":true},"${marker}":1}`)],
  ["an array for a scalar", [marker, marker]],
  ["too large a number", 1e308],
  ["more than an exact integer", 2 ** 53 + 1],
  ["a negative number", -1],
  ["a fraction", 0.5],
  ["a boolean", true],
  ["null", null],
  ["control characters", `\u0000\u0007${marker}`],
  ["a long text", "长".repeat(30_000)],
  ["a deep list", nested(31)],
];

const withBody = Object.entries<Endpoint>(contract).flatMap(([key, endpoint]) => {
  if (endpoint.body === undefined) return [];
  const [method = "", path = ""] = key.split(" ");
  return [
    {
      key,
      method,
      path: path.replace(/:(\w+)Id/g, "$1_01JBXG00000000000000000000").replace(/:\w+/g, "x"),
      endpoint,
    },
  ];
});

/** The names of the fields a body has at its top. */
function fieldsOf(endpoint: Endpoint): string[] {
  const shape = (endpoint.body as { shape?: Record<string, unknown> } | undefined)?.shape;
  return shape === undefined ? ["kind", "title"] : Object.keys(shape);
}

let shop: TestShop;
let tokens: { memberId: string; member: string; staff: string };

beforeAll(async () => {
  shop = await startShop();
  const { memberId, token: member } = await buildMember(shop.world);
  tokens = {
    memberId,
    member,
    staff: (await buildStaff(shop.world, { roles: ["owner"] })).token,
  };
});
afterAll(async () => {
  await shop.stop();
});

async function send(
  endpoint: Endpoint,
  method: string,
  path: string,
  body: string,
  type = "application/json",
): Promise<{ status: number; text: string; type: string }> {
  const token = endpoint.auth.startsWith("staff")
    ? tokens.staff
    : endpoint.auth === "none"
      ? null
      : tokens.member;
  const response = await fetch(`${shop.url}${path}`, {
    method,
    body,
    headers: {
      "Content-Type": type,
      "X-Cart-Token": "guest-cart-token-0001",
      ...(token !== null && { Authorization: `Bearer ${token}` }),
    },
  });
  return {
    status: response.status,
    text: await response.text(),
    type: response.headers.get("content-type") ?? "",
  };
}

describe("hostile content", () => {
  it.each(withBody)(
    "of $key is refused with a pointer or understood as what it is, and never reaches the database",
    async ({ method, path, endpoint }) => {
      const seen: string[] = [];
      const watch = ({ command }: mongo.CommandStartedEvent): void => {
        const text = JSON.stringify(command);
        if (text.includes(marker)) seen.push(text);
      };
      const client = mongoose.connection.getClient();
      client.on("commandStarted", watch);
      try {
        for (const [name, value] of hostile)
          for (const body of [
            value,
            Object.fromEntries(fieldsOf(endpoint).map((field) => [field, value])),
            { [marker]: value },
          ]) {
            const answer = await send(endpoint, method, path, JSON.stringify(body));
            expect({
              name,
              status: answer.status < 500,
              text: answer.status < 500 ? "" : answer.text,
            }).toEqual({ name, status: true, text: "" });
            if (answer.status >= 400) {
              expect(answer.type).toContain("application/problem+json");
              problem.parse(JSON.parse(answer.text));
            } else expect({ name, status: answer.status }).toEqual({ name, status: 400 });
          }
      } finally {
        client.off("commandStarted", watch);
      }
      expect(seen).toEqual([]);
    },
  );

  const anyPost = withBody.find(({ key }) => key === "POST /v1/quotes");
  const quote = async (body: string, type?: string) =>
    await send(anyPost?.endpoint as Endpoint, "POST", "/v1/quotes", body, type);

  it.each([
    ["no JSON", "{", "application/json", 400, "bad_json"],
    [
      "a hundred levels",
      `${"[".repeat(100)}${"]".repeat(100)}`,
      "application/json",
      400,
      "bad_json",
    ],
    ["another type", "a=1", "application/x-www-form-urlencoded", 415, "unsupported_media_type"],
    ["another charset", "{}", "application/json; charset=gbk", 415, "unsupported_media_type"],
    [
      "more than 100 kB",
      JSON.stringify({ lines: "x".repeat(100_001) }),
      "application/json",
      413,
      "body_too_large",
    ],
  ])("%s is refused at once", async (_, body, type, status, code) => {
    const answer = await quote(body, type);
    expect({
      status: answer.status,
      code: (JSON.parse(answer.text) as { code: string }).code,
    }).toEqual({ status, code });
  });

  it("names every fault at once, with a pointer each", async () => {
    const answer = await quote(
      JSON.stringify({
        lines: [{ lineId: "x", skuId: "y", quantity: -1 }],
        delivery: { kind: "air" },
        price: 1,
      }),
    );
    const { errors } = JSON.parse(answer.text) as { errors: { pointer: string; detail: string }[] };
    expect(errors.find(({ pointer }) => pointer === "/price")?.detail).toBe("没有这个字段");
    expect(errors.find(({ pointer }) => pointer === "/lines/0/quantity")?.detail).toBe(
      "不能小于 1",
    );
    for (const { detail } of errors) expect(detail).toMatch(/[\u4e00-\u9fff]/);
    expect(errors.map(({ pointer }) => pointer).toSorted()).toEqual(
      [
        "/delivery/kind",
        "/lines/0/lineId",
        "/lines/0/quantity",
        "/lines/0/skuId",
        "/price",
      ].toSorted(),
    );
  });

  it("in the query is refused: operators, repetitions, foreign names", async () => {
    for (const query of [
      "limit[$gt]=1",
      "limit=1&limit=2",
      "limit=1e9",
      "cursor[$ne]=x",
      "sort=__proto__",
      "cursor=AAAA",
      "limit=NaN",
    ]) {
      const response = await fetch(`${shop.url}/v1/products?${query}`);
      expect({ query, status: response.status }).toEqual({ query, status: 400 });
      await response.text();
    }
  });
});

const foreign = [["x"], [1], ["x", "x"], [1, "x"], ["x", 1, "x"]].map((parts) =>
  encodeCursor("another-list", parts),
);
/** What lists have to be told of which many they are to show one. */
const asked = {
  "GET /v1/staff/stock": "&storeId=sto_01JBXG00000000000000000000",
  "GET /v1/staff/stock/movements":
    "&storeId=sto_01JBXG00000000000000000000&skuId=sku_01JBXG00000000000000000000",
  "GET /v1/staff/liabilities/creditors": "&kind=points",
} as Record<string, string>;
const lists = Object.entries<Endpoint>(contract).filter(
  ([key, { query }]) =>
    "cursor" in ((query as { shape?: object } | undefined)?.shape ?? {}) &&
    !/:(?!member)/.test(key),
);

describe("a cursor of another list", () => {
  it.each(lists)("is refused by %s", async (key, { auth }) => {
    const staff = auth.startsWith("staff");
    const path = key.slice("GET ".length).replace(":memberId", tokens.memberId);
    for (const cursor of foreign) {
      const response = await fetch(`${shop.url}${path}?cursor=${cursor}${asked[key] ?? ""}`, {
        headers: { Authorization: `Bearer ${staff ? tokens.staff : tokens.member}` },
      });
      const { code, errors } = problem.parse(await response.json());
      expect({ code, pointers: errors?.map(({ pointer }) => pointer) }).toEqual({
        code: "malformed",
        pointers: ["/query/cursor"],
      });
    }
  });
});
