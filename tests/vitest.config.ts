import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { lastLine } from "./support/last-line.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

export default defineConfig({
  root,
  resolve: {
    alias: [
      { find: /^@server\//, replacement: `${root}server/` },
      { find: /^@contract$/, replacement: `${root}server/contract/index.ts` },
      { find: /^@cloud\//, replacement: `${root}cloud-functions/` },
      { find: /^@support\//, replacement: `${root}tests/support/` },
    ],
  },
  test: {
    include: ["tests/**/*.test.ts"],
    reporters: ["default", lastLine],
    globalSetup: ["tests/support/global-setup.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
