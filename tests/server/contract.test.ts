import { describe, expect, it } from "vitest";
import { z } from "zod";
import { contract } from "@contract";
import type { Endpoint } from "@server/contract/endpoint.ts";
import { permissions, permissionsOf, roles } from "@server/contract/permissions.ts";
import { errorCatalogue } from "@server/contract/problem.ts";

const all = Object.entries<Endpoint>(contract);

type Json = {
  type?: string;
  properties?: Record<string, Json>;
  additionalProperties?: unknown;
  items?: Json;
  anyOf?: Json[];
  oneOf?: Json[];
  allOf?: Json[];
  maxItems?: number;
  maxLength?: number;
  pattern?: string;
  enum?: unknown[];
  const?: unknown;
  format?: string;
};

/** Every schema inside a schema, with the path that leads to it. */
function* walk(schema: Json, path: string): Generator<{ path: string; schema: Json }> {
  yield { path, schema };
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    yield* walk(property, `${path}/${name}`);
  if (schema.items !== undefined) yield* walk(schema.items, `${path}[]`);
  for (const part of [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])])
    yield* walk(part, path);
}

const bodies = all.flatMap(([key, endpoint]) =>
  endpoint.body === undefined
    ? []
    : [
        {
          key,
          schema: z.toJSONSchema(endpoint.body, { io: "input", unrepresentable: "any" }) as Json,
        },
      ],
);

describe("the contract", () => {
  it.each(bodies)("$key takes no field that it does not name, at any depth", ({ schema }) => {
    const open = [...walk(schema, "")].filter(
      ({ schema: part }) =>
        part.type === "object" &&
        part.properties !== undefined &&
        part.additionalProperties !== false,
    );
    expect(open.map(({ path }) => path)).toEqual([]);
  });

  it.each(bodies)("$key bounds every list and every text", ({ schema }) => {
    const unbounded = [...walk(schema, "")].filter(
      ({ schema: part }) =>
        (part.type === "array" && part.maxItems === undefined) ||
        (part.type === "string" &&
          part.maxLength === undefined &&
          part.pattern === undefined &&
          part.enum === undefined &&
          part.const === undefined &&
          part.format === undefined),
    );
    expect(unbounded.map(({ path }) => path)).toEqual([]);
  });

  it.each(all.filter(([key]) => key.startsWith("GET ")))(
    "%s asks only: it takes no body",
    (_, endpoint) => {
      expect(endpoint.body).toBeUndefined();
      expect(endpoint.response).not.toBeNull();
    },
  );

  it.each(
    all.filter(
      ([, endpoint]) => endpoint.query !== undefined && "limit" in (endpoint.query.shape as object),
    ),
  )("%s gives at most 50 rows a page", (_, endpoint) => {
    expect(endpoint.query?.safeParse({ limit: "51" }).success).toBe(false);
    expect(endpoint.query?.safeParse({ limit: "0" }).success).toBe(false);
  });

  it("changes nothing without a session, but for logging in and WeChat's signed messages", () => {
    const open = all.filter(
      ([key, endpoint]) =>
        !key.startsWith("GET ") && (endpoint.auth === "none" || endpoint.auth === "optional"),
    );
    expect(open.map(([key]) => key).toSorted()).toEqual([
      "DELETE /v1/cart/lines/:lineId",
      "PATCH /v1/cart/lines/:lineId",
      "POST /v1/cart/lines",
      "POST /v1/payments/wechat/notifications",
      "POST /v1/phone-codes",
      "POST /v1/quotes",
      "POST /v1/sessions",
      "POST /v1/sessions/phone",
      "POST /v1/staff/invitations/accept",
      "POST /v1/staff/sessions",
      "POST /v1/staff/sessions/wechat",
      "POST /v1/wechat/messages",
    ]);
  });

  it("has a Chinese title and a proper status for every code", () => {
    for (const [code, { status, title }] of Object.entries(errorCatalogue)) {
      expect(title, code).toMatch(/[\u4e00-\u9fff]/);
      expect(status, code).toBeGreaterThanOrEqual(400);
      expect(status, code).toBeLessThan(600);
    }
  });

  it("lets the owner do everything and nobody do what nobody needs", () => {
    expect(permissionsOf.owner).toEqual(permissions);
    for (const role of roles)
      for (const permission of permissionsOf[role]) expect(permissions).toContain(permission);
    const used = new Set(
      all.map(([, endpoint]) => endpoint.auth).filter((auth) => auth.startsWith("staff:")),
    );
    expect(permissions.filter((permission) => !used.has(`staff:${permission}`))).toEqual([]);
  });
});
