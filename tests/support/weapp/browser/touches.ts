import { Event as WxEvent, type Element as WxElement } from "glass-easel";

type Point = { identifier: number; pageX: number; pageY: number; clientX: number; clientY: number };
type Press = {
  target: Element;
  x: number;
  y: number;
  timer: ReturnType<typeof setTimeout>;
  isHeld: boolean;
};

const TAP_PX = 10;
const HOLD_MS = 350;

type Nodes = { __wxElement?: WxElement };

/** The nearest node of WeChat's framework around a node of the browser. */
export function wxElementOf(node: EventTarget | null): WxElement | null {
  for (let at = node as Node | null; at !== null; at = at.parentNode) {
    const found = (at as unknown as Nodes).__wxElement;
    if (found !== undefined) return found;
  }
  return null;
}

function dispatch(target: EventTarget | null, type: string, point: Point | null): void {
  const element = wxElementOf(target);
  if (element === null) return;
  const touches = point === null ? [] : [point];
  const detail = point === null ? {} : { x: point.pageX, y: point.pageY };
  WxEvent.dispatchEvent(
    element,
    new WxEvent(type, detail, {
      bubbles: true,
      composed: true,
      capturePhase: true,
      extraFields: { touches: type === "touchend" ? [] : touches, changedTouches: touches },
    }),
  );
}

const pointOf = (event: MouseEvent): Point => ({
  identifier: 0,
  pageX: event.clientX,
  pageY: event.clientY,
  clientX: event.clientX,
  clientY: event.clientY,
});

/** Makes touches and taps of what the mouse does, and passes the ends of animations on. */
export function watchTouches(screen: HTMLElement): void {
  let press: Press | null = null;
  const forget = (): void => {
    if (press !== null) clearTimeout(press.timer);
    press = null;
  };
  screen.addEventListener("mousedown", (event) => {
    const target = event.target as Element;
    const point = pointOf(event);
    forget();
    const held = setTimeout(() => {
      if (press === null) return;
      press.isHeld = true;
      dispatch(target, "longpress", point);
    }, HOLD_MS);
    press = { target, x: event.clientX, y: event.clientY, timer: held, isHeld: false };
    dispatch(target, "touchstart", point);
  });
  window.addEventListener("mousemove", (event) => {
    if (press !== null) dispatch(press.target, "touchmove", pointOf(event));
  });
  window.addEventListener("mouseup", (event) => {
    if (press === null) return;
    const { target, x, y } = press;
    const point = pointOf(event);
    forget();
    dispatch(target, "touchend", point);
    const isNear = Math.abs(event.clientX - x) < TAP_PX && Math.abs(event.clientY - y) < TAP_PX;
    if (isNear) dispatch(target, "tap", point);
  });
  for (const type of ["transitionend", "animationstart", "animationiteration", "animationend"])
    screen.addEventListener(type, (event) => dispatch(event.target, type, null));
}

type Caller = { dataset?: unknown; id?: string; _$?: WxElement; $$?: HTMLElement };
type Shadowed = {
  type: string;
  timeStamp: number;
  target: Caller;
  currentTarget: Caller;
  mark: unknown;
  detail: unknown;
  touches?: unknown;
  changedTouches?: unknown;
};

const place = (caller: Caller): object => {
  const node = caller.$$;
  return {
    id: caller.id ?? "",
    dataset: caller.dataset ?? {},
    offsetLeft: node?.offsetLeft ?? 0,
    offsetTop: node?.offsetTop ?? 0,
  };
};

/** Hands an event to the page's handler with WeChat's fields and no others: Taro copies every key over its own. */
export function handEvent(
  caller: unknown,
  event: Shadowed,
  handle: (this: unknown, event: object) => unknown,
): unknown {
  return handle.call(caller, {
    type: event.type,
    timeStamp: event.timeStamp,
    target: place(event.target),
    currentTarget: place(event.currentTarget),
    mark: event.mark ?? {},
    detail: event.detail,
    touches: event.touches ?? [],
    changedTouches: event.changedTouches ?? [],
  });
}
