import Taro from "@tarojs/taro";

/**
 * A value kept on the phone under a name, and lost without harm: full or broken storage reads as the fallback. Read
 * once, then from memory: mini-programs pay for every synchronous read.
 */
export function kept<Value>(
  name: string,
  fallback: Value,
): { readonly get: () => Value; readonly set: (value: Value) => void } {
  let held: { value: Value } | null = null;
  return {
    get() {
      if (held === null) held = { value: read(name, fallback) };
      return held.value;
    },
    set(value) {
      held = { value };
      try {
        if (value === fallback) Taro.removeStorageSync(name);
        else Taro.setStorageSync(name, JSON.stringify(value));
      } catch {
        // Full: it stays for as long as the page is open.
      }
    },
  };
}

function read<Value>(name: string, fallback: Value): Value {
  try {
    const text: unknown = Taro.getStorageSync(name);
    return typeof text === "string" && text !== "" ? (JSON.parse(text) as Value) : fallback;
  } catch {
    return fallback;
  }
}
