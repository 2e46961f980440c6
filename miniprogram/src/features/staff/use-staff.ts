import type { Permission } from "@contract/permissions.ts";
import type { Answer } from "@/lib/api";
import { useApi } from "@/lib/query";
import { useStaffLogin } from "@/lib/session";

/** Who of the shop's people is logged in on this phone, and what they may do. */
export type Staff = {
  /** Null while it is not known yet. */
  readonly me: Answer<"GET /v1/staff/me"> | null;
  readonly isLoggedIn: boolean;
  readonly error: Error | null;
  readonly retry: () => void;
  /** Whether the role allows it; false as long as the role is not known. */
  readonly can: (permission: Permission) => boolean;
};

/** The staff member at this phone: `const { can } = useStaff(); can("orders.ship")`. */
export function useStaff(): Staff {
  const login = useStaffLogin();
  const me = useApi("GET /v1/staff/me", {}, { isOn: login !== null });
  const known = login === null ? null : (me.data ?? null);
  return {
    me: known,
    isLoggedIn: login !== null,
    error: known === null ? me.error : null,
    retry: () => void me.refetch(),
    can: (permission) => known?.permissions.includes(permission) ?? false,
  };
}
