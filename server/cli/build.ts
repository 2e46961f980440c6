import { buildServer, serverBundle } from "../start/build.ts";

await buildServer();
console.log(`已生成 ${serverBundle}`);
