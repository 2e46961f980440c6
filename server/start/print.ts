import { styleText } from "node:util";
import type { Introduced } from "./welcome-page.ts";

/** How the opening of a shop is told in the terminal. */
export type Printer = {
  /** A step begins. */
  readonly step: (title: string) => void;
  /** What happens in it. */
  readonly detail: (line: string) => void;
  /** Something that needs attention. */
  readonly trouble: (line: string) => void;
  /** The shop is closed, and nothing of it runs any more. */
  readonly closed: () => void;
  /** The shop is open: where, who, what to try, how to end. */
  open(shop: {
    url: string;
    people: readonly Introduced[];
    logFile: string;
    seconds: number;
  }): void;
};

type Paint = Parameters<typeof styleText>[0];

/** Writes to a stream, in colour when it is a terminal that wants it. */
export function createPrinter(out: NodeJS.WriteStream): Printer {
  const isColoured = out.isTTY && process.env["NO_COLOR"] === undefined;
  const paint = (style: Paint, text: string): string =>
    isColoured ? styleText(style, text) : text;
  const print = (line = ""): void => void out.write(`${line}\n`);
  let steps = 0;
  return {
    step(title) {
      steps += 1;
      print(`${paint("bold", `${steps}.`)} ${title}`);
    },
    detail: (line) => print(paint("dim", `   ${line}`)),
    trouble: (line) => print(paint("yellow", `！ ${line}`)),
    closed: () => print(paint("bold", "已打烊")),
    open({ url, people, logFile, seconds }) {
      print();
      print(`${paint("bold", "暖店已开张")}（用时 ${seconds.toFixed(1)} 秒）`);
      print();
      print(`  ${paint(["bold", "cyan"], url)}`);
      print();
      print(paint("bold", "演示人物"));
      for (const person of people) {
        print(`  ${person.role} ${person.name}：${person.hint}`);
        for (const [name, value] of person.keys) print(paint("dim", `    ${name} ${value}`));
      }
      print();
      print(paint("bold", "可以试试"));
      print(`  店面      ${url}`);
      print(`  商家端    ${url}/#/subpackages/merchant/today/index`);
      print(`  演示说明  ${url}/welcome`);
      print(`  接口文档  ${url}/docs`);
      print(`  本地微信  ${url}/__sandbox/`);
      print("  完整走一遍：README 的「走一遍」");
      print("  核对账目：  npm run audit");
      print();
      print(paint("dim", `日志在 ${logFile}；按 Ctrl-C 打烊`));
    },
  };
}
