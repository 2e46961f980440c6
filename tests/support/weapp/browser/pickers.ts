import type { Host } from "./built-ins.ts";
import { input, select, showDialog } from "./overlays.ts";

const list = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);

/** Opens what a `picker` opens, by its mode, and tells the page what was chosen. */
export async function openPicker(host: Host): Promise<void> {
  const { props } = host;
  const mode = typeof props["mode"] === "string" ? props["mode"] : "selector";
  const key = props["rangeKey"];
  const textOf = (item: unknown): string =>
    typeof item === "object" && item !== null && typeof key === "string"
      ? String((item as Record<string, unknown>)[key])
      : String(item);
  const settle = async (controls: readonly HTMLElement[], read: () => unknown): Promise<void> => {
    if (await showDialog("请选择", controls)) host.tell("change", { value: read() });
    else host.tell("cancel", {});
  };
  if (mode === "date" || mode === "time") {
    const kind = mode === "time" ? "time" : props["fields"] === "month" ? "month" : "date";
    const control = input("日期", kind, typeof props["value"] === "string" ? props["value"] : "");
    await settle([control], () => control.value);
    return;
  }
  if (mode === "multiSelector") {
    const chosen = list(props["value"]);
    const columns = list(props["range"]).map((column, index) => {
      const control = select(
        `第 ${index + 1} 列`,
        list(column).map(textOf),
        Number(chosen[index] ?? 0),
      );
      control.addEventListener("change", () =>
        host.tell("columnchange", { column: index, value: control.selectedIndex }),
      );
      return control;
    });
    await settle(columns, () => columns.map(({ selectedIndex }) => selectedIndex));
    return;
  }
  const control = select("选项", list(props["range"]).map(textOf), Number(props["value"] ?? 0));
  await settle([control], () => control.selectedIndex);
}
