function element(tag: string, className: string, text = ""): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

/** Says something for a while, as `wx.showToast` does. */
export function showToast(title: string, milliseconds: number): void {
  const toast = element("div", "phone-toast", title);
  toast.setAttribute("role", "status");
  document.body.append(toast);
  setTimeout(() => toast.remove(), milliseconds);
}

/** Shows WeChat's own dialog with what is put in; true when the person confirmed. */
export async function showDialog(
  title: string,
  content: readonly HTMLElement[],
  buttons: { confirm: string; cancel: string | null } = { confirm: "确定", cancel: "取消" },
): Promise<boolean> {
  const veil = element("div", "phone-veil");
  const dialog = element("div", "phone-dialog");
  dialog.setAttribute("role", "dialog");
  dialog.setAttribute("aria-label", title);
  dialog.append(element("div", "phone-dialog-title", title), ...content);
  const row = element("div", "phone-dialog-row");
  dialog.append(row);
  veil.append(dialog);
  document.body.append(veil);
  return await new Promise((resolve) => {
    const add = (text: string, isConfirm: boolean): void => {
      const button = element("button", "phone-button", text);
      button.addEventListener("click", () => {
        veil.remove();
        resolve(isConfirm);
      });
      row.append(button);
    };
    if (buttons.cancel !== null) add(buttons.cancel, false);
    add(buttons.confirm, true);
  });
}

/** Shows a few choices from below; the index of the chosen one, or null. */
export async function showSheet(items: readonly string[]): Promise<number | null> {
  const veil = element("div", "phone-veil");
  const sheet = element("div", "phone-dialog phone-sheet");
  sheet.setAttribute("role", "dialog");
  veil.append(sheet);
  document.body.append(veil);
  return await new Promise((resolve) => {
    [...items, "取消"].forEach((text, index) => {
      const button = element("button", "phone-button", text);
      button.addEventListener("click", () => {
        veil.remove();
        resolve(index < items.length ? index : null);
      });
      sheet.append(button);
    });
  });
}

/** A choice among texts. */
export function select(
  label: string,
  options: readonly string[],
  chosen: number,
): HTMLSelectElement {
  const made = document.createElement("select");
  made.className = "phone-select";
  made.setAttribute("aria-label", label);
  options.forEach((text, index) => made.add(new Option(text, String(index))));
  made.selectedIndex = chosen;
  return made;
}

/** A date or time to type. */
export function input(
  label: string,
  type: "date" | "time" | "month",
  value: string,
): HTMLInputElement {
  const made = document.createElement("input");
  made.className = "phone-select";
  made.setAttribute("aria-label", label);
  made.type = type;
  made.value = value;
  return made;
}
