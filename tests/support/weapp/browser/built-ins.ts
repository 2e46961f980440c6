import type { CodeSpace } from "glass-easel-miniprogram-adapter";
import { bundle, mappedUrl } from "./bundle.ts";
import { fault } from "./phone.ts";
import { openPicker } from "./pickers.ts";

/** A built-in component, as its behaviour below sees it. */
export type Host = {
  readonly node: HTMLElement;
  /** The properties as the template gave them. */
  props: Readonly<Record<string, unknown>>;
  /** What the component keeps between two changes. */
  kept: Record<string, unknown>;
  /** Tells the page of an event that happened to this component. */
  tell(type: string, detail: unknown, options?: { bubbles?: boolean }): void;
};

type Behaviour = {
  created?(host: Host): void;
  /** `changed` names the properties that differ from the last time. */
  changed?(host: Host, changed: ReadonlySet<string>): void;
  removed?(host: Host): void;
};

type Instance = {
  getBackendElement(): unknown;
  data: Record<string, unknown>;
  triggerEvent(type: string, detail: unknown, options: object): void;
};

const camel = (name: string): string =>
  name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
const isOn = (value: unknown): boolean => value === true || value === "true" || value === "";
const text = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";

/** Defines every tag that the bundle's templates use. */
export function defineBuiltIns(space: CodeSpace): void {
  for (const [tag, attributes] of Object.entries(bundle.attributes)) {
    const isOwn = Object.values(bundle.configs).some(
      (config) =>
        (config as { usingComponents?: object }).usingComponents?.hasOwnProperty(tag) === true,
    );
    if (isOwn) continue;
    const behaviour = behaviours[tag];
    if (behaviour === undefined) fault(`no built-in component for <${tag}>`);
    define(space, tag, attributes, behaviour ?? {});
  }
}

function define(
  space: CodeSpace,
  tag: string,
  attributes: readonly string[],
  behaviour: Behaviour,
): void {
  const hosts = new WeakMap<object, { host: Host; last: Record<string, unknown> }>();
  const hostOf = (instance: Instance): { host: Host; last: Record<string, unknown> } => {
    const known = hosts.get(instance);
    if (known !== undefined) return known;
    const node = instance.getBackendElement() as HTMLElement;
    const made = {
      host: {
        node,
        props: instance.data,
        kept: {},
        tell: (type: string, detail: unknown, options: { bubbles?: boolean } = {}) =>
          instance.triggerEvent(type, detail, { bubbles: options.bubbles ?? false }),
      },
      last: {},
    };
    hosts.set(instance, made);
    behaviour.created?.(made.host);
    return made;
  };
  const update = (instance: Instance): void => {
    const known = hostOf(instance);
    const props = instance.data;
    const changed = new Set(Object.keys(props).filter((name) => known.last[name] !== props[name]));
    known.last = { ...props };
    known.host.props = props;
    for (const name of changed) reflect(known.host.node, name, props[name]);
    if (changed.has("hoverClass")) known.host.node.dataset["hover"] = text(props["hoverClass"]);
    behaviour.changed?.(known.host, changed);
  };
  const componentSpace = space.getComponentSpace() as unknown as {
    defineComponent(definition: object): unknown;
    setGlobalUsingComponent(name: string, definition: unknown): void;
  };
  const definition = componentSpace.defineComponent({
    is: `built-in/${tag}`,
    properties: Object.fromEntries(attributes.map((name) => [camel(name), { type: null }])),
    lifetimes: {
      created(this: Instance) {
        hostOf(this);
      },
      attached(this: Instance) {
        update(this);
      },
      detached(this: Instance) {
        behaviour.removed?.(hostOf(this).host);
      },
    },
    observers: {
      "**"(this: Instance) {
        update(this);
      },
    },
  });
  componentSpace.setGlobalUsingComponent(tag, definition);
}

/** What screen readers, and tests, read. */
function reflect(node: HTMLElement, name: string, value: unknown): void {
  if (!name.startsWith("aria")) return;
  const attribute = name === "ariaRole" ? "role" : `aria-${name.slice(4).toLowerCase()}`;
  if (value === null || value === undefined || value === "") node.removeAttribute(attribute);
  else node.setAttribute(attribute, text(value));
}

/** Makes a view of some tag focusable by its role; a screen reader of WeChat goes there by touch. */
const plain: Behaviour = {};

const fits: Readonly<Record<string, string>> = {
  aspectFit: "contain",
  aspectFill: "cover",
  scaleToFill: "fill",
  widthFix: "fill",
  heightFix: "fill",
  center: "none",
};

const image: Behaviour = {
  created(host) {
    const picture = document.createElement("img");
    picture.alt = "";
    picture.draggable = false;
    picture.addEventListener("load", () =>
      host.tell("load", { width: picture.naturalWidth, height: picture.naturalHeight }),
    );
    picture.addEventListener("error", () => host.tell("error", { errMsg: "GET image failed" }));
    host.node.append(picture);
    host.kept["picture"] = picture;
  },
  changed({ kept, props, node }, changed) {
    const picture = kept["picture"] as HTMLImageElement;
    const mode = text(props["mode"]) || "scaleToFill";
    picture.style.objectFit = fits[mode] ?? "fill";
    node.dataset["mode"] = mode;
    if (changed.has("src")) {
      if (text(props["src"]) === "") picture.removeAttribute("src");
      else picture.src = mappedUrl(text(props["src"]));
    }
    picture.alt = text(props["ariaLabel"]);
  },
};

const scrollView: Behaviour = {
  created(host) {
    host.node.addEventListener("scroll", () => {
      const { scrollTop, scrollLeft, scrollHeight, scrollWidth, clientHeight, clientWidth } =
        host.node;
      host.tell("scroll", { scrollTop, scrollLeft, scrollHeight, scrollWidth });
      const lower = Number(host.props["lowerThreshold"] ?? 50);
      const isDown = isOn(host.props["scrollY"]);
      const rest = isDown
        ? scrollHeight - scrollTop - clientHeight
        : scrollWidth - scrollLeft - clientWidth;
      const isLow = rest <= lower;
      if (isLow && host.kept["isLow"] !== true)
        host.tell("scrolltolower", { direction: isDown ? "bottom" : "right" });
      host.kept["isLow"] = isLow;
    });
  },
  changed({ node, props }, changed) {
    node.style.overflowX = isOn(props["scrollX"]) ? "auto" : "hidden";
    node.style.overflowY = isOn(props["scrollY"]) ? "auto" : "hidden";
    if (isOn(props["scrollX"])) node.style.whiteSpace = node.style.whiteSpace || "";
    if (changed.has("scrollTop") && props["scrollTop"] !== undefined && props["scrollTop"] !== null)
      node.scrollTop = Number(props["scrollTop"]);
    if (
      changed.has("scrollLeft") &&
      props["scrollLeft"] !== undefined &&
      props["scrollLeft"] !== null
    )
      node.scrollLeft = Number(props["scrollLeft"]);
    const into = text(props["scrollIntoView"]);
    if (changed.has("scrollIntoView") && into !== "") elementById(node, into)?.scrollIntoView();
  },
};

const elementById = (root: HTMLElement, id: string): Element | null =>
  [...root.querySelectorAll("*")].find(
    (one) => (one as { __wxElement?: { id?: string } }).__wxElement?.id === id,
  ) ?? null;

function field(makeInner: () => HTMLInputElement | HTMLTextAreaElement): Behaviour {
  return {
    created(host) {
      const inner = makeInner();
      const detail = (): object => ({ value: inner.value, cursor: inner.selectionStart ?? 0 });
      inner.addEventListener("input", () =>
        host.tell("input", { ...detail(), keyCode: 0 }, { bubbles: true }),
      );
      inner.addEventListener("focus", () => host.tell("focus", { value: inner.value, height: 0 }));
      inner.addEventListener("blur", () => host.tell("blur", detail()));
      inner.addEventListener("keydown", (event) => {
        if ((event as KeyboardEvent).key === "Enter" && inner.tagName === "INPUT")
          host.tell("confirm", detail());
      });
      inner.addEventListener("change", () => host.tell("change", detail()));
      host.node.append(inner);
      host.kept["inner"] = inner;
    },
    changed({ kept, props }, changed) {
      const inner = kept["inner"] as HTMLInputElement & HTMLTextAreaElement;
      if (changed.has("value") && text(props["value"]) !== inner.value)
        inner.value = text(props["value"]);
      inner.placeholder = text(props["placeholder"]);
      inner.disabled = isOn(props["disabled"]);
      const length = Number(props["maxlength"] ?? 140);
      inner.maxLength = length < 0 ? 100_000 : length;
      if (text(props["ariaLabel"]) !== "")
        inner.setAttribute("aria-label", text(props["ariaLabel"]));
      if (inner.tagName === "INPUT") {
        const kind = text(props["type"]);
        inner.type = isOn(props["password"]) ? "password" : "text";
        inner.inputMode = kind === "number" ? "numeric" : kind === "digit" ? "decimal" : "text";
      }
      if (changed.has("focus") && isOn(props["focus"])) inner.focus();
    },
  };
}

const picker: Behaviour = {
  created(host) {
    host.node.addEventListener("click", () => {
      if (!isOn(host.props["disabled"])) void openPicker(host);
    });
  },
};

/** Something that is on or off; `checked` is followed only when the page changes it. */
function mark(kind: "checkbox" | "radio" | "switch"): Behaviour {
  return {
    created(host) {
      const inner = document.createElement("input");
      inner.type = kind === "radio" ? "radio" : "checkbox";
      if (kind === "switch") inner.setAttribute("role", "switch");
      inner.addEventListener("change", () => {
        if (kind === "switch") host.tell("change", { value: inner.checked });
        else host.node.dispatchEvent(new CustomEvent("phone-mark", { bubbles: true }));
      });
      host.node.prepend(inner);
      host.kept["inner"] = inner;
    },
    changed({ kept, props, node }, changed) {
      const inner = kept["inner"] as HTMLInputElement;
      if (changed.has("checked")) inner.checked = isOn(props["checked"]);
      inner.disabled = isOn(props["disabled"]);
      node.dataset["value"] = text(props["value"]);
      if (text(props["ariaLabel"]) !== "")
        inner.setAttribute("aria-label", text(props["ariaLabel"]));
    },
  };
}

const group = (isMany: boolean): Behaviour => ({
  created(host) {
    host.node.addEventListener("phone-mark", (event) => {
      const marks = [...host.node.querySelectorAll<HTMLElement>("wx-checkbox,wx-radio")];
      const source = (event.target as HTMLElement).closest("wx-checkbox,wx-radio");
      const boxOf = (one: HTMLElement): HTMLInputElement | null => one.querySelector("input");
      if (!isMany)
        for (const one of marks) {
          const box = boxOf(one);
          if (box !== null) box.checked = one === source;
        }
      const values = marks
        .filter((one) => boxOf(one)?.checked === true)
        .map((one) => one.dataset["value"]);
      host.tell("change", { value: isMany ? values : values[0] });
    });
  },
});

const swiper: Behaviour = {
  created(host) {
    host.node.addEventListener("scroll", () => {
      const { scrollLeft, scrollTop, clientWidth, clientHeight } = host.node;
      const current = Math.round(
        isOn(host.props["vertical"]) ? scrollTop / clientHeight : scrollLeft / clientWidth,
      );
      if (current === host.kept["current"] || Number.isNaN(current)) return;
      host.kept["current"] = current;
      host.tell("change", { current, source: "touch" });
    });
  },
  changed(host, changed) {
    host.node.dataset["vertical"] = String(isOn(host.props["vertical"]));
    if (!changed.has("current")) return;
    const current = Number(host.props["current"] ?? 0);
    host.kept["current"] = current;
    requestAnimationFrame(() => {
      if (isOn(host.props["vertical"])) host.node.scrollTop = current * host.node.clientHeight;
      else host.node.scrollLeft = current * host.node.clientWidth;
    });
  },
};

const button: Behaviour = {
  created({ node }) {
    node.setAttribute("role", "button");
    node.tabIndex = 0;
  },
  changed({ node, props }) {
    node.toggleAttribute("aria-disabled", isOn(props["disabled"]));
    node.dataset["openType"] = text(props["openType"]);
  },
};

const canvas: Behaviour = {
  created({ node, kept }) {
    const inner = document.createElement("canvas");
    node.append(inner);
    kept["inner"] = inner;
  },
};

const progress: Behaviour = {
  created({ node, kept }) {
    const bar = document.createElement("div");
    node.append(bar);
    kept["bar"] = bar;
  },
  changed({ kept, props }) {
    const bar = kept["bar"] as HTMLElement;
    bar.style.cssText = `height:${text(props["strokeWidth"]) || "6"}px;width:${text(props["percent"])}%;background:${text(props["activeColor"]) || "#09bb07"}`;
  },
};

const richText: Behaviour = {
  changed({ node, props }) {
    if (typeof props["nodes"] === "string") node.innerHTML = props["nodes"];
  },
};

const behaviours: Readonly<Record<string, Behaviour>> = {
  view: plain,
  text: plain,
  image,
  "scroll-view": scrollView,
  input: field(() => document.createElement("input")),
  textarea: field(() => document.createElement("textarea")),
  picker,
  "picker-view": plain,
  "picker-view-column": plain,
  switch: mark("switch"),
  checkbox: mark("checkbox"),
  radio: mark("radio"),
  "checkbox-group": group(true),
  "radio-group": group(false),
  label: plain,
  form: plain,
  icon: plain,
  button,
  canvas,
  progress,
  swiper,
  "swiper-item": plain,
  "rich-text": richText,
  "cover-view": plain,
  "cover-image": image,
  "root-portal": plain,
  "movable-area": plain,
  "movable-view": plain,
  navigator: plain,
  video: plain,
};
