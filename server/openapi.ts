import { createHash } from "node:crypto";
import { z } from "zod";
import type { Auth, Endpoint } from "./contract/endpoint.ts";
import { contract } from "./contract/index.ts";
import { permissionsOf, type Permission, type Role } from "./contract/permissions.ts";
import { errorCatalogue, problem, type ErrorCode } from "./contract/problem.ts";

type Json = Record<string, unknown>;

/** Definitions that recursive schemas point at, by their name in the document's components. */
const definitions: Json = {};

function schemaOf(schema: z.ZodType): Json {
  const {
    $schema: _,
    $defs = {},
    ...rest
  } = z.toJSONSchema(schema, {
    target: "draft-2020-12",
    io: "input",
    unrepresentable: "any",
  }) as Json & { $defs?: Record<string, Json> };
  // zod leaves them inside each schema, where a reference from the document's root does not find them.
  let text = JSON.stringify(rest);
  for (const [name, definition] of Object.entries($defs)) {
    const own = JSON.stringify(definition).replaceAll(`#/$defs/${name}"`, '#self"');
    const hoisted = `Recursive_${createHash("sha1").update(own).digest("hex").slice(0, 8)}`;
    const target = `#/components/schemas/${hoisted}"`;
    definitions[hoisted] = JSON.parse(own.replaceAll('#self"', target)) as Json;
    text = text.replaceAll(`#/$defs/${name}"`, target);
  }
  return JSON.parse(text) as Json;
}

/** Codes that any request can meet, beyond those its endpoint names. */
const everywhere: readonly ErrorCode[] = ["rate_limited", "internal", "unavailable"];

/** Writes the OpenAPI 3.1 document of the contract: who may call what, with which content, and every refusal. */
export function openApiDocument(version: string): Json {
  const paths: Record<string, Json> = {};
  for (const [key, endpoint] of Object.entries<Endpoint>(contract)) {
    const [method = "", route = ""] = key.split(" ");
    const path = route.replace(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation(key, endpoint) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "暖店 Nuandian",
      version,
      description: "记得每一位会员的微信小店。金额为整数分，时刻为 UTC，日期为 Asia/Shanghai。",
      license: { name: "UNLICENSED", identifier: "UNLICENSED" },
    },
    servers: [{ url: "/" }],
    paths,
    components: {
      schemas: { Problem: schemaOf(problem), ...definitions },
      securitySchemes: {
        member: { type: "http", scheme: "bearer", description: "顾客会话：POST /v1/sessions" },
        staff: { type: "http", scheme: "bearer", description: "员工会话：POST /v1/staff/sessions" },
      },
    },
  };
}

function operation(key: string, endpoint: Endpoint): Json {
  const status = String(endpoint.status ?? (endpoint.response === null ? 204 : 200));
  const codes: ErrorCode[] = [
    ...new Set<ErrorCode>([...endpoint.errors, ...edgeCodes(endpoint), ...everywhere]),
  ];
  const roles = rolesOf(endpoint.auth);
  return {
    operationId: key.replace(/[^A-Za-z0-9]+/g, "_").replace(/^_|_$/g, ""),
    tags: [endpoint.tag],
    summary: endpoint.summary,
    ...(roles !== null && {
      description: `可由以下角色调用：${roles.join("、")}`,
      "x-roles": roles,
    }),
    "x-auth": endpoint.auth,
    security: securityOf(endpoint.auth),
    parameters: [
      ...parametersOf(endpoint.params, "path"),
      ...parametersOf(endpoint.query, "query"),
      ...(endpoint.headers ?? []).map((header) => ({
        name: header.name,
        in: "header",
        required: false,
        description: header.description,
        schema: { type: "string" },
      })),
    ],
    ...(endpoint.body !== undefined && {
      requestBody: {
        required: true,
        content: { "application/json": { schema: schemaOf(endpoint.body) } },
      },
    }),
    ...(endpoint.rawBody === true && {
      requestBody: { required: true, content: { "application/json": { schema: {} } } },
    }),
    responses: {
      [status]: success(endpoint),
      ...(endpoint.rawBody === true ? foreignRefusals : refusals(codes)),
    },
  };
}

function edgeCodes(endpoint: Endpoint): ErrorCode[] {
  return [
    ...(endpoint.params || endpoint.query || endpoint.body ? (["malformed"] as const) : []),
    ...(endpoint.body ? (["bad_json", "body_too_large", "unsupported_media_type"] as const) : []),
    ...(endpoint.auth === "none" ? [] : (["unauthenticated", "session_expired"] as const)),
    ...(endpoint.auth === "none" || endpoint.auth === "optional" ? [] : (["forbidden"] as const)),
    ...(endpoint.params ? (["not_found"] as const) : []),
  ];
}

function success(endpoint: Endpoint): Json {
  const { response } = endpoint;
  if (response === null) return { description: "完成，没有内容" };
  if (!(response instanceof z.core.$ZodType))
    return { description: "内容", content: { [response.media]: { schema: {} } } };
  return { description: "成功", content: { "application/json": { schema: schemaOf(response) } } };
}

/** WeChat expects its own shape of a refusal where it calls us. */
const foreignRefusals: Json = Object.fromEntries(
  ["400", "401", "413", "500", "503"].map((status) => [
    status,
    {
      description: "微信约定的失败应答，微信会重发",
      content: {
        "application/json": {
          schema: {
            type: "object",
            properties: { code: { const: "FAIL" }, message: { type: "string" } },
            required: ["code", "message"],
          },
        },
      },
    },
  ]),
);

function refusals(codes: readonly ErrorCode[]): Json {
  const byStatus = new Map<string, ErrorCode[]>();
  for (const code of codes) {
    const status = String(errorCatalogue[code].status);
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus]
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([status, list]) => [
        status,
        {
          description: list.map((code) => `\`${code}\` ${errorCatalogue[code].title}`).join("；"),
          content: {
            "application/problem+json": {
              schema: {
                allOf: [
                  { $ref: "#/components/schemas/Problem" },
                  { properties: { code: { enum: list } } },
                ],
              },
            },
          },
        },
      ]),
  );
}

function parametersOf(schema: z.ZodObject | undefined, place: "path" | "query"): Json[] {
  if (schema === undefined) return [];
  const json = schemaOf(schema) as { properties?: Record<string, Json>; required?: string[] };
  return Object.entries(json.properties ?? {}).map(([name, property]) => ({
    name,
    in: place,
    required: place === "path" || (json.required ?? []).includes(name),
    schema: property,
  }));
}

function securityOf(auth: Auth): Json[] {
  if (auth === "none") return [];
  if (auth === "optional") return [{}, { member: [] }];
  return auth === "member" ? [{ member: [] }] : [{ staff: [] }];
}

function rolesOf(auth: Auth): Role[] | null {
  if (!auth.startsWith("staff:")) return null;
  const permission = auth.slice("staff:".length) as Permission;
  return (Object.keys(permissionsOf) as Role[]).filter((role) =>
    permissionsOf[role].includes(permission),
  );
}
