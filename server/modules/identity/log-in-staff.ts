import { fail } from "../../kernel/errors.ts";
import { countAttempt, forgetAttempts } from "../../kernel/limits.ts";
import type { World } from "../../world.ts";
import { issueStaffSession, type SessionGrant } from "./issue-session.ts";
import { isPassword } from "./password.ts";
import { StaffMembers, type StaffMemberRow } from "./staff-member.model.ts";

const GUESSES = { max: 5, windowMs: 15 * 60_000 };

/**
 * Checks a password against a login name's. Five wrong ones lock the name for a quarter of an hour, in all processes
 * and whether or not anybody has that name; the answer and the work for an unknown name are those for a wrong password.
 * @throws rate_limited, credentials_invalid
 */
export async function checkPassword(
  world: World,
  login: string,
  password: string,
): Promise<StaffMemberRow> {
  const name = `staff-login:${login}`;
  await countAttempt(world, name, GUESSES);
  const staff = await StaffMembers.findOne({ login }).lean();
  const isRight = await isPassword(staff?.passwordHash ?? null, password);
  if (staff === null || !isRight) fail("credentials_invalid");
  await forgetAttempts(world, name);
  return staff;
}

/**
 * Logs staff in with login name and password.
 * @throws rate_limited, credentials_invalid, staff_disabled (only to who knows the password)
 */
export async function logInStaff(
  world: World,
  input: { login: string; password: string; userAgent: string },
): Promise<SessionGrant & { staffId: string }> {
  const staff = await checkPassword(world, input.login, input.password);
  return await openSession(world, staff, input.userAgent);
}

/**
 * Logs staff in with the WeChat they accepted their invitation with.
 * @throws credentials_invalid when it is nobody's, staff_disabled, and what `exchangeLoginCode` throws.
 */
export async function logInStaffByWechat(
  world: World,
  input: { code: string; userAgent: string },
): Promise<SessionGrant & { staffId: string }> {
  const { openid } = await world.wechat.exchangeLoginCode(input.code);
  const staff = await StaffMembers.findOne({ openid }).lean();
  if (staff === null) fail("credentials_invalid", { detail: "该微信没有绑定员工账号" });
  return await openSession(world, staff, input.userAgent);
}

async function openSession(
  world: World,
  staff: StaffMemberRow,
  userAgent: string,
): Promise<SessionGrant & { staffId: string }> {
  if (staff.disabledAt !== null) fail("staff_disabled");
  const grant = await issueStaffSession(world, { staffId: staff._id, userAgent });
  return { ...grant, staffId: staff._id };
}
