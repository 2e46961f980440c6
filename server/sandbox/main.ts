import { createSandbox } from "./app.ts";

const {
  SANDBOX_PORT = "0",
  SANDBOX_DATA_DIR,
  SANDBOX_PUBLIC_URL,
  SANDBOX_CLOUD_ENV,
  SANDBOX_CLOUD_FUNCTIONS,
} = process.env;

async function main(): Promise<void> {
  if (SANDBOX_DATA_DIR === undefined || SANDBOX_DATA_DIR === "")
    throw new Error("SANDBOX_DATA_DIR is not set: it names the folder of the sandbox's data");
  const port = Number(SANDBOX_PORT);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`SANDBOX_PORT is no port: ${SANDBOX_PORT}`);
  const sandbox = await createSandbox({
    dataDir: SANDBOX_DATA_DIR,
    publicUrl: SANDBOX_PUBLIC_URL === "" ? undefined : SANDBOX_PUBLIC_URL,
    cloud:
      SANDBOX_CLOUD_ENV === undefined || SANDBOX_CLOUD_FUNCTIONS === undefined
        ? undefined
        : {
            environment: SANDBOX_CLOUD_ENV,
            folder: SANDBOX_CLOUD_FUNCTIONS,
            settings: process.env,
          },
  });
  const server = await sandbox.listen(port);
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    void server.close().then(() => process.exit(0));
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  process.stdout.write(
    `${JSON.stringify({ ready: true, port: Number(new URL(server.url).port) })}\n`,
  );
}

try {
  await main();
} catch (error) {
  process.stderr.write(`sandbox: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
