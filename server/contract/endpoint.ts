import type { z } from "zod";
import type { Permission } from "./permissions.ts";
import type { ErrorCode } from "./problem.ts";

/**
 * Who may call: anyone (`none`, the caller's session is not even looked at), anyone but with the session read
 * when there is one (`optional`), a logged-in shopper, any logged-in staff, or staff with a permission.
 */
export type Auth = "none" | "optional" | "member" | "staff" | `staff:${Permission}`;

/** One line of the public contract: everything a caller and the server must agree on. */
export type Endpoint = {
  readonly tag: string;
  readonly summary: string;
  readonly auth: Auth;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Request headers of our own that the endpoint reads, for the document. */
  readonly headers?: readonly { readonly name: string; readonly description: string }[];
  /** JSON of this schema, `null` for 204, or bytes of a media type. */
  readonly response: z.ZodType | null | { readonly media: string };
  readonly status?: 200 | 201 | 202 | 204;
  /** Codes beyond those any request can meet. */
  readonly errors: readonly ErrorCode[];
  /** A tighter rate limit than the general one: guessing and sending cost others. */
  readonly limit?: "login" | "password" | "write";
  /** The handler checks the exact bytes itself (signed notifications); no JSON validation at the edge. */
  readonly rawBody?: true;
  /** The answer is the same for everyone: anyone may keep it so long, and ask again by its ETag. */
  readonly cacheSeconds?: number;
  /** The largest request body, in bytes, where pictures need more than the general limit. */
  readonly bodyLimitBytes?: number;
};

/** Declares endpoints with their literal types kept. */
export const endpoints = <
  const Table extends Record<`${"GET" | "POST" | "PUT" | "PATCH" | "DELETE"} /${string}`, Endpoint>,
>(
  table: Table,
): Table => table;
