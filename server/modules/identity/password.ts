import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from "node:crypto";
import { fail } from "../../kernel/errors.ts";

const COST_LOG2 = 15;
const KEY_BYTES = 32;
const MIN_LENGTH = 10;
const MIN_DISTINCT = 5;

/** Passwords of ten and more characters that head the published lists of leaked ones. */
const common = new Set([
  "1q2w3e4r5t",
  "1qaz2wsx3edc",
  "123456789a",
  "a123456789",
  "abcd123456",
  "abc1234567",
  "admin12345",
  "asdfghjkl1",
  "iloveyou123",
  "password12",
  "password123",
  "password1234",
  "qwerty12345",
  "qwertyuiop",
  "woaini1314",
  "woaini1314520",
  "zxcvbnm123",
]);

/**
 * Refuses a password that is short, only digits, of few different characters, common, or holds the login name.
 * @throws password_weak
 */
export function mustBeStrong(password: string, login: string): void {
  const plain = password.normalize("NFKC").toLowerCase();
  const isWeak =
    plain.length < MIN_LENGTH ||
    /^\d+$/.test(plain) ||
    new Set(plain).size < MIN_DISTINCT ||
    common.has(plain) ||
    plain.includes(login);
  if (isWeak)
    fail("password_weak", {
      issues: [{ pointer: "/password", detail: "至少 10 位，不能全是数字，不能含登录名" }],
    });
}

/** Hashes a password with scrypt (N = 2^15, r = 8, p = 1: 32 MB and some 0.1 s each) and a salt of its own. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, COST_LOG2);
  return ["scrypt", COST_LOG2, salt.toString("base64url"), key.toString("base64url")].join("$");
}

/** Whether a password is the stored one; without a stored one the same work is done and the answer is no. */
export async function isPassword(stored: string | null, password: string): Promise<boolean> {
  const [, cost, salt = "", key = ""] = (stored ?? `scrypt$${COST_LOG2}$none$none`).split("$");
  const derived = await derive(password, Buffer.from(salt, "base64url"), Number(cost));
  const expected = Buffer.from(key, "base64url");
  return expected.length === derived.length && timingSafeEqual(expected, derived);
}

async function derive(password: string, salt: Buffer, costLog2: number): Promise<Buffer> {
  const options: ScryptOptions = { N: 2 ** costLog2, r: 8, p: 1, maxmem: 2 ** (costLog2 + 11) };
  return await new Promise((resolve, reject) => {
    scrypt(password.normalize("NFKC"), salt, KEY_BYTES, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}
