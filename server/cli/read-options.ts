import { parseArgs, type ParseArgsConfig } from "node:util";

type Options = NonNullable<ParseArgsConfig["options"]>;

const faults: Readonly<Record<string, (given: string) => string>> = {
  ERR_PARSE_ARGS_UNKNOWN_OPTION: (given) => `没有 ${given} 这个选项`,
  ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL: (given) => `多出了 ${given}`,
  ERR_PARSE_ARGS_INVALID_OPTION_VALUE: (given) => `${given.replace(/ <value>$/, "")} 的写法不对`,
};

/**
 * Reads what was given to a command.
 * @throws Error naming in Chinese what the command does not know, or an option without its value.
 */
export function readOptions<const Known extends Options>(options: Known) {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const [, given = ""] = /'([^']+)'/.exec(message) ?? [];
    throw new Error(code === undefined ? message : (faults[code]?.(given) ?? message), {
      cause: error,
    });
  }
}

/**
 * Reads what was given to a command that ends here when it was only asked how it is used (0) or was asked what it
 * does not know (2).
 */
export function optionsOrUsage<const Known extends Options>(usage: string, options: Known) {
  try {
    const help = { help: { type: "boolean", short: "h", default: false } } as const;
    const values = readOptions({ ...options, ...help });
    if (!(values as { help: boolean }).help) return values;
    console.log(usage);
    return process.exit(0);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
    return process.exit(2);
  }
}
