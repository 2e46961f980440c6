import Taro from "@tarojs/taro";
import { language } from "@/i18n";
import { problemsInEnglish } from "@/i18n/problems";
import type { Contract } from "@contract";
import type { ErrorCode, Problem } from "@contract/problem.ts";
import type { z } from "zod";
import { cartToken, memberSession, staffSession } from "./session";

/** A line of the contract: `"GET /v1/home"`. */
export type Endpoint = keyof Contract;

/** What need not be given. */
type Nothing = Readonly<Record<never, never>>;

type In<Schema> = Schema extends z.ZodType ? z.input<Schema> : never;
type Part<Entry, Name extends string> =
  Entry extends Record<Name, z.ZodType>
    ? Nothing extends In<Entry[Name]>
      ? { readonly [Key in Name]?: In<Entry[Name]> }
      : { readonly [Key in Name]: In<Entry[Name]> }
    : Nothing;

type Inputs = {
  readonly [Name in Endpoint]: Part<Contract[Name], "params"> &
    Part<Contract[Name], "query"> &
    Part<Contract[Name], "body">;
};

/** What a call carries: the parts of the path, the query and the body, as the contract says. */
export type Input<Name extends Endpoint> = Inputs[Name];

/** The same as arguments, followed by others: absent where nothing need be said. */
export type Given<
  Name extends Endpoint,
  More extends readonly unknown[] = [],
> = Nothing extends Inputs[Name]
  ? [input?: Inputs[Name], ...more: More]
  : [input: Inputs[Name], ...more: More];

/**
 * All signatures of a table as overloads. One generic signature would make the compiler look at the union of all inputs
 * for every literal, which it refuses.
 */
export type Overloads<Signatures> = (
  Signatures extends unknown ? (signature: Signatures) => void : never
) extends (signature: infer All) => void
  ? All
  : never;

/** What comes back, as it is on the wire (moments are texts). */
export type Answer<Name extends Endpoint> = Contract[Name]["response"] extends z.ZodType
  ? z.input<Contract[Name]["response"]>
  : Contract[Name]["response"] extends null
    ? null
    : string;

type Loose = {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
};

/** The server speaks Chinese, and says most where a rule stood in the way; in English a sentence stands for the code. */
function sentenceFor({ code, status, title, errors }: Problem): string {
  if (language.get() === "en") return problemsInEnglish[code as ErrorCode] ?? title;
  const detail = errors.find((one) => one.detail !== "")?.detail;
  return status === 422 || status === 409 ? (detail ?? title) : title;
}

/** The server's refusal: a code to act on, a sentence to show, and every field that is wrong. */
export class Refusal extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly requestId: string;
  readonly issues: Problem["errors"];

  constructor(problem: Problem) {
    super(sentenceFor(problem));
    this.name = "Refusal";
    this.code = problem.code as ErrorCode;
    this.status = problem.status;
    this.requestId = problem.requestId;
    this.issues = problem.errors;
  }
}

/**
 * The shop did not answer: the network is away, slower than anybody waits, or what stands before the shop answered in its
 * place. The call may or may not have arrived.
 */
export class Unreachable extends Error {
  /** Something answered: the network is there, the shop is not. */
  readonly hasAnswer: boolean;

  constructor(hasAnswer = false) {
    super("unreachable");
    this.name = "Unreachable";
    this.hasAnswer = hasAnswer;
  }
}

const TIMEOUT_MS = 15_000;
const shopUrl = process.env.TARO_APP_SHOP_URL ?? "";

/** Where a path of the server is: pictures come as paths. */
export const urlOf = (path: string): string => (path.startsWith("/") ? `${shopUrl}${path}` : path);

/**
 * Calls the server, as the contract types it. A member's call whose session has ended logs in again silently, once.
 * @throws Refusal with the server's code; Unreachable when nothing came back.
 */
export const api = ask as Overloads<
  {
    [Name in Endpoint]: (endpoint: Name, ...given: Given<Name>) => Promise<Answer<Name>>;
  }[Endpoint]
>;

/** The same for whoever has already been typed by the contract: the cache of `query.ts`. */
export async function ask(endpoint: string, given: unknown): Promise<unknown> {
  const input = (given ?? {}) as Loose;
  const isStaff = endpoint.includes(" /v1/staff/");
  const session = isStaff ? staffSession : memberSession;
  const token = session.token();
  const answer = await send(endpoint, input, token);
  if (answer.status !== 401 || token === null) return read(answer);
  // Another call may have renewed it meanwhile.
  const renewed = await session.renew(token);
  return read(renewed === null ? answer : await send(endpoint, input, renewed));
}

type Raw = { readonly status: number; readonly data: unknown };

async function send(endpoint: string, input: Loose, token: string | null): Promise<Raw> {
  const [method = "GET", template = "/"] = endpoint.split(" ");
  const path = template.replace(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(input.params?.[name] ?? ""),
  );
  const query = Object.entries(input.query ?? {})
    .filter(([, value]) => value !== undefined && value !== "")
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
    .join("&");
  const url = `${shopUrl}${path}${query === "" ? "" : `?${query}`}`;
  try {
    const { statusCode, data } = await Taro.request<unknown>({
      url,
      method: method as "GET",
      ...(input.body === undefined ? {} : { data: JSON.stringify(input.body) }),
      header: {
        ...(input.body === undefined ? {} : { "content-type": "application/json" }),
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(template.startsWith("/v1/cart") ? { "x-cart-token": cartToken() } : {}),
      },
      timeout: TIMEOUT_MS,
      // Read here: a browser's request would make null of whatever is no JSON, as an export is.
      dataType: "text",
    });
    return { status: statusCode, data };
  } catch (error) {
    // In a browser an answer that is not 2xx may be thrown: it is an answer all the same.
    const answer = error as { status?: number; statusCode?: number; data?: unknown };
    const status = answer.statusCode ?? answer.status;
    if (typeof status === "number" && status >= 400) return { status, data: answer.data };
    throw new Unreachable();
  }
}

function read({ status, data }: Raw): unknown {
  if (status === 204) return null;
  if (status < 400) return typeof data === "string" ? (parsed(data) ?? data) : data;
  const problem = typeof data === "string" ? parsed(data) : data;
  if (isProblem(problem)) throw new Refusal(problem);
  throw new Unreachable(true);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const isProblem = (value: unknown): value is Problem =>
  typeof value === "object" && value !== null && "code" in value && "errors" in value;
