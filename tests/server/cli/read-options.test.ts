import { expect, it } from "vitest";
import { runProgram } from "@support/processes.ts";

const audit = (...args: string[]) =>
  runProgram("node", ["--import", "tsx", "server/cli/audit.ts", ...args], {});

it.each([
  [["--help"], 0, /^用法：npm run audit/],
  [["-h"], 0, /^用法：npm run audit/],
  [["--bogus"], 2, /^没有 --bogus 这个选项\n用法：/],
  [["orders"], 2, /^多出了 orders\n用法：/],
  [["--help=yes"], 2, /--help 的写法不对\n用法：/],
])("a command says how it is used: %j", async (args, code, said) => {
  const program = audit(...args);
  expect(await program.ended).toBe(code);
  expect(program.printed()).toMatch(said);
});
