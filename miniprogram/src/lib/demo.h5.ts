import { api } from "./api";
import type { Demo, DemoPerson } from "./demo.types";

type Introduced = {
  readonly role: string;
  readonly name: string;
  readonly hint: string;
  readonly keys: readonly (readonly [name: string, value: string])[];
};

function introduced({ role, name, hint, keys }: Introduced): DemoPerson {
  const [first, second] = keys;
  const isShopper = first?.[0] === "openid";
  return {
    role,
    name,
    hint,
    openid: isShopper ? first[1] : null,
    staff: isShopper ? null : { login: first?.[1] ?? "", password: second?.[1] ?? "" },
  };
}

/** The demo shop; pages ask `GET /v1/shop` whether it is one before they offer any of it. */
export const demo: Demo | null = {
  async people() {
    const answer = await fetch("/__start/people");
    return answer.ok ? ((await answer.json()) as Introduced[]).map(introduced) : [];
  },
  async logIn(openid) {
    const answer = await fetch("/__sandbox/codes", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ openid }),
    });
    const { code } = (await answer.json()) as { code: string };
    const grant = await api("POST /v1/sessions", { body: { code } });
    return { token: grant.token, expiresAt: grant.expiresAt, personId: grant.memberId };
  },
  openInbox() {
    window.open("/__sandbox/sms", "_blank", "noopener");
  },
};
