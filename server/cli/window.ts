import { buildWindow, windowFolder, type WindowKind } from "../start/window.ts";

const kinds: readonly WindowKind[] = ["weapp", "h5"];
const kind = kinds.find((one) => one === process.argv[2]);
if (kind === undefined) {
  console.log("用法：npm run build:weapp（为微信开发者工具构建小程序）");
  process.exitCode = 2;
} else {
  await buildWindow(kind, (line) => console.log(line));
  console.log(`在 ${windowFolder(kind)}`);
}
