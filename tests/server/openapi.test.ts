import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { contract } from "@contract";
import { errorCatalogue } from "@server/contract/problem.ts";
import { openApiDocument } from "@server/openapi.ts";
import { version } from "@server/version.ts";

type Json = { readonly [key: string]: unknown };
type Operation = {
  operationId: string;
  tags: string[];
  summary: string;
  security: Json[];
  parameters: { name: string; in: string; required: boolean; schema: Json }[];
  requestBody?: { content: Record<string, { schema: Json }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: Json }> }>;
};
type Document = {
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Json>; securitySchemes: Record<string, Json> };
};

const document = openApiDocument(version) as Document;
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    key: `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ":$1")}`,
    path,
    operation,
  })),
);

type Listed = (typeof operations)[number];

/** The endpoints for which something does not hold. */
const faulty = (holds: (listed: Listed) => boolean): string[] =>
  operations.filter((listed) => !holds(listed)).map(({ key }) => key);

const statusOf = (code: string): string =>
  String(errorCatalogue[code as keyof typeof errorCatalogue].status);

function codesOf(answer: Operation["responses"][string]): string[] {
  const schema = answer.content?.["application/problem+json"]?.schema ?? {};
  const { allOf = [] } = schema as { allOf?: { properties?: { code: { enum: string[] } } }[] };
  return allOf.flatMap((part) => part.properties?.code.enum ?? []);
}

/** Every object inside a value, however deep. */
function partsOf(value: unknown): Json[] {
  if (Array.isArray(value)) return value.flatMap(partsOf);
  if (typeof value !== "object" || value === null) return [];
  return [value as Json, ...Object.values(value).flatMap(partsOf)];
}

describe("the OpenAPI document", () => {
  it("is what server/openapi.json says (npm run openapi writes it anew)", () => {
    const file = fileURLToPath(new URL("../../server/openapi.json", import.meta.url));
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(JSON.parse(JSON.stringify(document)));
  });

  it("is of OpenAPI 3.1, with title and version", () => {
    expect(document.openapi).toMatch(/^3\.1\.\d+$/);
    expect(document.info).toMatchObject({ title: "暖店 Nuandian", version });
  });

  it("holds every endpoint of the contract and no other", () => {
    expect(operations.map(({ key }) => key).toSorted()).toEqual(Object.keys(contract).toSorted());
  });

  it("gives every operation an id of its own, a tag, and words that say what it does", () => {
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(
      operations.length,
    );
    expect(
      faulty(
        ({ operation }) =>
          /^[A-Za-z0-9_]+$/.test(operation.operationId) &&
          /\p{Script=Han}/u.test(operation.summary) &&
          operation.tags.length === 1,
      ),
    ).toEqual([]);
  });

  it("declares every parameter of a path, once, as required", () => {
    expect(
      faulty(({ path, operation }) => {
        const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
        const declared = operation.parameters.filter((parameter) => parameter.in === "path");
        const names = operation.parameters.map((parameter) => `${parameter.in} ${parameter.name}`);
        return (
          declared.map(({ name }) => name).join() === inPath.join() &&
          declared.every(({ required }) => required) &&
          new Set(names).size === names.length
        );
      }),
    ).toEqual([]);
  });

  it("describes one success and every refusal as problem+json with the codes of its status", () => {
    expect(
      faulty(({ key, operation }) => {
        // WeChat calls these, and asks for refusals in its own shape.
        if (/^POST .*\/wechat\/(notifications|messages)$/.test(key))
          return JSON.stringify(operation.responses["401"]).includes('"const":"FAIL"');
        const answers = Object.entries(operation.responses);
        const successes = answers.filter(([status]) => status.startsWith("2"));
        const refusals = answers.filter(([status]) => !status.startsWith("2"));
        return (
          successes.length === 1 &&
          answers.every(([, answer]) => answer.description !== "") &&
          refusals.every(([status, answer]) => {
            const codes = codesOf(answer);
            return codes.length > 0 && codes.every((code) => statusOf(code) === status);
          })
        );
      }),
    ).toEqual([]);
  });

  it("names only security schemes that it declares", () => {
    const declared = Object.keys(document.components.securitySchemes);
    for (const { operation } of operations)
      for (const scheme of operation.security.flatMap((one) => Object.keys(one)))
        expect(declared).toContain(scheme);
  });

  it("refers only to what it holds", () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)];
    const held = Object.keys(document.components.schemas).map(
      (name) => `#/components/schemas/${name}`,
    );
    const dangling = references.map(([, to = ""]) => to).filter((to) => !held.includes(to));
    expect(dangling).toEqual([]);
  });

  it("bounds every list and every text that a caller may send", () => {
    const isBounded = (part: Json): boolean =>
      (part["type"] !== "array" || "maxItems" in part) &&
      (part["type"] !== "string" ||
        ["maxLength", "pattern", "format", "enum", "const"].some((bound) => bound in part));
    // Headers are bounded together, by the HTTP server.
    const sent = ({ operation }: Listed): unknown[] => [
      operation.requestBody,
      ...operation.parameters.filter((one) => one.in !== "header").map(({ schema }) => schema),
    ];
    expect(faulty((listed) => partsOf(sent(listed)).every(isBounded))).toEqual([]);
  });

  it("pages every list that can grow, by at most fifty rows", () => {
    expect(
      faulty(({ operation }) => {
        const limit = operation.parameters.find(({ name }) => name === "limit");
        const isPaged = operation.parameters.some(({ name }) => name === "cursor");
        return !isPaged || Number(limit?.schema["maximum"]) <= 50;
      }),
    ).toEqual([]);
  });
});
