import type { Permission, Role } from "../contract/permissions.ts";

/** Nobody in particular: a visitor without a session, perhaps with a cart token of their own making. */
export type GuestActor = { readonly kind: "guest" };

/** A logged-in shopper. */
export type MemberActor = {
  readonly kind: "member";
  readonly memberId: string;
  /** The WeChat account of the session; null for who logged in by phone and has none. */
  readonly openid: string | null;
  readonly sessionId: string;
};

/** A logged-in member of staff with the stores they may see (null: all). */
export type StaffActor = {
  readonly kind: "staff";
  readonly staffId: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly permissions: ReadonlySet<Permission>;
  readonly storeIds: readonly string[] | null;
  readonly sessionId: string;
};

/** Our own jobs and WeChat's verified messages. */
export type SystemActor = { readonly kind: "system"; readonly name: string };

/** Who is calling over HTTP. */
export type Caller = GuestActor | MemberActor | StaffActor;

/** Who acts, as histories and audit trails record it. */
export type Actor = Caller | SystemActor;

/** The short form of an actor for histories: `member:mem_…`, `staff:stf_…`, `system:close-unpaid`. */
export function actorLabel(actor: Actor): string {
  switch (actor.kind) {
    case "guest":
      return "guest";
    case "member":
      return `member:${actor.memberId}`;
    case "staff":
      return `staff:${actor.staffId}`;
    case "system":
      return `system:${actor.name}`;
  }
}
