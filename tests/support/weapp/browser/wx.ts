import { appConfig, bundle, mappedUrl } from "./bundle.ts";
import { showDialog, showSheet, showToast } from "./overlays.ts";
import * as pages from "./pages.ts";
import { calls, fault, settings } from "./phone.ts";
import { createIntersectionObserver, createSelectorQuery } from "./selector-query.ts";

type Options = Record<string, unknown> & {
  success?: (result: object) => void;
  fail?: (result: object) => void;
  complete?: (result: object) => void;
};
type Listener = (value: object) => void;

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const STORED = "wx:";
const files = new Map<string, string>();
const listeners = new Map<string, Set<Listener>>();

/** Tells whoever listens by `wx.onNAME`. */
export function tell(name: string, value: object): void {
  for (const listener of listeners.get(name) ?? []) listener(value);
}

/** The person closed it, or it could not be done: becomes `NAME:fail …`. */
class Failed extends Error {}

/** A call as WeChat has it: callbacks when there are any, else a promise. */
function asynchronous(
  name: string,
  act: (options: Options) => Promise<object | void> | object | void,
) {
  return (options: Options = {}): unknown => {
    calls.push({ name, options });
    const running = (async () => {
      try {
        return { ...(await act(options)), errMsg: `${name}:ok` };
      } catch (error) {
        // WeChat rejects with no Error.
        throw {
          errMsg: `${name}:fail ${error instanceof Error ? error.message : String(error)}`.trim(),
        };
      }
    })();
    const hasCallback = [options.success, options.fail, options.complete].some(
      (one) => one !== undefined,
    );
    if (!hasCallback) return running;
    void running.then(
      (result) => {
        options.success?.(result);
        options.complete?.(result);
      },
      (reason: object) => {
        options.fail?.(reason);
        options.complete?.(reason);
      },
    );
    return undefined;
  };
}

function request(options: Options): object {
  const controller = new AbortController();
  calls.push({ name: "request", options });
  const limit = setTimeout(() => controller.abort("timeout"), Number(options["timeout"] ?? 60_000));
  const done = (result: object, isGood: boolean): void => {
    if (isGood) options.success?.(result);
    else options.fail?.(result);
    options.complete?.(result);
  };
  void (async () => {
    try {
      if (settings.isOffline) throw new Failed("");
      const { data, method = "GET" } = options;
      const header = options["header"] as Record<string, string> | undefined;
      const answer = await fetch(mappedUrl(text(options["url"])), {
        method: text(method),
        headers: header ?? {},
        signal: controller.signal,
        ...(data === undefined || method === "GET"
          ? {}
          : { body: typeof data === "string" ? data : JSON.stringify(data) }),
      });
      const body = await answer.text();
      if (settings.isOffline) throw new Failed("");
      clearTimeout(limit);
      done(
        {
          data: parsed(body),
          statusCode: answer.status,
          header: Object.fromEntries(answer.headers),
          cookies: [],
          errMsg: "request:ok",
        },
        true,
      );
    } catch {
      done(
        {
          errMsg: controller.signal.aborted
            ? `request:fail ${String(controller.signal.reason)}`
            : "request:fail",
        },
        false,
      );
    }
  })();
  return {
    abort: () => controller.abort("abort"),
    onHeadersReceived: () => undefined,
    offHeadersReceived: () => undefined,
  };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

async function control(path: string, body: object): Promise<Record<string, string>> {
  if (settings.isOffline) throw new Failed("network");
  const answer = await fetch(`/__sandbox${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const said = await answer.text();
  if (!answer.ok) {
    fault(`WeChat refused ${path}: ${said}`);
    throw new Failed(said);
  }
  return parsed(said) as Record<string, string>;
}

async function pay(options: Options): Promise<void> {
  const { success: _s, fail: _f, complete: _c, ...parameters } = options;
  const outcome = settings.payment;
  await control("/pay", {
    ...parameters,
    prepay_id: text(options["package"]).replace("prepay_id=", ""),
    openid: settings.openid,
    outcome,
  });
  if (outcome === "cancel") throw new Failed("cancel");
  if (outcome === "fail") throw new Failed("");
}

function chosen<Value>(value: Value | null): Value {
  if (value === null) throw new Failed("cancel");
  return value;
}

const keep = (name: string, value: string): string => {
  const path = `wxfile://tmp/${files.size}-${name}`;
  files.set(path, value);
  return path;
};

const bytesOf = (value: string): number => new TextEncoder().encode(value).length;

const fileSystem = {
  readFileSync(path: string, encoding?: string): string {
    const held = files.get(path);
    if (held === undefined) throw new Error(`readFileSync:fail no such file ${path}`);
    if (encoding === "base64") return held;
    return new TextDecoder().decode(Uint8Array.from(atob(held), (letter) => letter.charCodeAt(0)));
  },
  writeFileSync(path: string, value: string): void {
    files.set(path, btoa(String.fromCharCode(...new TextEncoder().encode(value))));
  },
};

const store = {
  get: (key: string): unknown => {
    const held = localStorage.getItem(`${STORED}${key}`);
    return held === null ? "" : (JSON.parse(held) as unknown);
  },
  set: (key: string, value: unknown): void =>
    localStorage.setItem(`${STORED}${key}`, JSON.stringify(value)),
  remove: (key: string): void => localStorage.removeItem(`${STORED}${key}`),
  keys: (): string[] =>
    Object.keys(localStorage)
      .filter((key) => key.startsWith(STORED))
      .map((key) => key.slice(STORED.length)),
  clear(): void {
    for (const key of store.keys()) store.remove(key);
  },
};

const windowInfo = (): object => ({
  pixelRatio: devicePixelRatio,
  screenWidth: innerWidth,
  screenHeight: innerHeight,
  windowWidth: pages.screenNode.clientWidth || innerWidth,
  windowHeight: pages.screenNode.clientHeight || innerHeight,
  statusBarHeight: 20,
  screenTop: 0,
  safeArea: {
    left: 0,
    right: innerWidth,
    top: 20,
    bottom: innerHeight,
    width: innerWidth,
    height: innerHeight - 20,
  },
});
const deviceInfo = (): object => ({
  brand: "devtools",
  model: "iPhone 14",
  system: "iOS 17.0",
  platform: "ios",
  benchmarkLevel: 30,
  abi: "arm64",
});
const baseInfo = (): object => ({
  SDKVersion: "3.8.0",
  version: "8.0.50",
  language: "zh_CN",
  fontSizeSetting: 16,
  theme: matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light",
  enableDebug: false,
  host: { env: "WeChat", appId: "wx" },
});
const launch = (): object => ({
  path: pages.top()?.path ?? appConfig.pages[0],
  query: {},
  scene: 1001,
  shareTicket: "",
  referrerInfo: {},
});

const nothing = (): undefined => undefined;

const promised: Record<string, (options: Options) => Promise<object | void> | object | void> = {
  login: async () => ({ code: (await control("/codes", { openid: settings.openid }))["code"] }),
  checkSession: nothing,
  requestPayment: pay,
  chooseAddress: () => chosen(settings.address),
  scanCode: () => ({
    result: chosen(settings.scan),
    scanType: "QR_CODE",
    charSet: "UTF-8",
    rawData: "",
    path: "",
  }),
  chooseMedia: () => {
    const tempFiles = Object.entries(settings.pictures).map(([name, base64]) => ({
      tempFilePath: keep(name, base64),
      size: base64.length,
      fileType: "image",
    }));
    return { tempFiles: chosen(tempFiles.length === 0 ? null : tempFiles), type: "image" };
  },
  chooseMessageFile: () => {
    const { name, text: content } = chosen(settings.file);
    const path = `wxfile://tmp/${name}`;
    fileSystem.writeFileSync(path, content);
    return { tempFiles: [{ path, name, size: bytesOf(content), type: "file", time: 0 }] };
  },
  shareFileMessage: nothing,
  requirePrivacyAuthorize: () => {
    if (!settings.agrees) throw new Failed("privacy permission is not authorized");
  },
  getPrivacySetting: () => ({
    needAuthorization: !settings.agrees,
    privacyContractName: "《暖店用户隐私保护指引》",
  }),
  openPrivacyContract: () => showToast("《暖店用户隐私保护指引》", 1_000),
  requestSubscribeMessage: ({ tmplIds }) =>
    Object.fromEntries((tmplIds as string[]).map((id) => [id, "accept"])),
  navigateTo: ({ url }) => pages.navigateTo(text(url)),
  redirectTo: ({ url }) => pages.redirectTo(text(url)),
  switchTab: ({ url }) => pages.switchTab(text(url)),
  reLaunch: ({ url }) => pages.reLaunch(text(url)),
  navigateBack: ({ delta }) => pages.navigateBack(Number(delta ?? 1)),
  setNavigationBarTitle: ({ title }) => pages.setTitle(text(title)),
  setNavigationBarColor: nothing,
  setBackgroundColor: nothing,
  setBackgroundTextStyle: nothing,
  showNavigationBarLoading: nothing,
  hideNavigationBarLoading: nothing,
  setTabBarBadge: ({ index, text: mark }) => pages.setBadge(Number(index), text(mark)),
  removeTabBarBadge: ({ index }) => pages.setBadge(Number(index), null),
  showTabBarRedDot: ({ index }) => pages.setBadge(Number(index), " "),
  hideTabBarRedDot: ({ index }) => pages.setBadge(Number(index), null),
  setTabBarItem: ({ index, text: name }) => pages.setTabText(Number(index), text(name)),
  setTabBarStyle: nothing,
  pageScrollTo: ({ scrollTop, selector }) => {
    const node = pages.top()?.node;
    if (typeof selector === "string") node?.querySelector(selector)?.scrollIntoView();
    else node?.scrollTo({ top: Number(scrollTop ?? 0) });
  },
  startPullDownRefresh: async () => {
    await Promise.resolve(pages.call(pages.top(), "onPullDownRefresh"));
  },
  stopPullDownRefresh: nothing,
  showToast: ({ title, duration }) => showToast(text(title), Number(duration ?? 1_500)),
  hideToast: nothing,
  showLoading: nothing,
  hideLoading: nothing,
  showModal: async ({ title, content, confirmText, cancelText, showCancel }) => {
    for (const word of [text(confirmText), text(cancelText)])
      if (word.length > 4) fault(`showModal: "${word}" has more than four letters`);
    const body = document.createElement("p");
    body.textContent = text(content);
    const confirm = await showDialog(text(title), [body], {
      confirm: text(confirmText) || "确定",
      cancel: showCancel === false ? null : text(cancelText) || "取消",
    });
    return { confirm, cancel: !confirm };
  },
  showActionSheet: async ({ itemList }) => ({
    tapIndex: chosen(await showSheet(itemList as string[])),
  }),
  getStorage: ({ key }) => {
    const data = store.get(text(key));
    if (data === "") throw new Failed("data not found");
    return { data };
  },
  setStorage: ({ key, data }) => store.set(text(key), data),
  removeStorage: ({ key }) => store.remove(text(key)),
  clearStorage: () => store.clear(),
  getStorageInfo: () => ({ keys: store.keys(), currentSize: 1, limitSize: 10_240 }),
  setClipboardData: ({ data }) => {
    store.set("clipboard", data);
    showToast("内容已复制", 1_000);
  },
  getClipboardData: () => ({ data: store.get("clipboard") }),
  makePhoneCall: nothing,
  vibrateShort: nothing,
  vibrateLong: nothing,
  hideKeyboard: nothing,
  previewImage: nothing,
  getNetworkType: () => ({
    networkType: settings.isOffline ? "none" : "wifi",
    isConnected: !settings.isOffline,
  }),
  getSystemInfo: () => ({ ...windowInfo(), ...deviceInfo(), ...baseInfo() }),
  getSetting: () => ({
    authSetting: {},
    subscriptionsSetting: { mainSwitch: true, itemSettings: {} },
  }),
  openSetting: () => ({ authSetting: {} }),
  authorize: nothing,
  saveImageToPhotosAlbum: nothing,
  downloadFile: ({ url }) => ({ tempFilePath: mappedUrl(text(url)), statusCode: 200 }),
  getImageInfo: async ({ src }) => {
    const picture = new Image();
    picture.src = mappedUrl(text(src));
    await picture.decode();
    return {
      width: picture.naturalWidth,
      height: picture.naturalHeight,
      path: picture.src,
      type: "webp",
    };
  },
  openDocument: nothing,
  openLocation: nothing,
  openCustomerServiceChat: nothing,
  showShareMenu: nothing,
  hideShareMenu: nothing,
  loadFontFace: nothing,
  enableAlertBeforeUnload: nothing,
  disableAlertBeforeUnload: nothing,
  openBusinessView: nothing,
};

const listening = [
  "NetworkStatusChange",
  "WindowResize",
  "ThemeChange",
  "AppShow",
  "AppHide",
  "Error",
  "UnhandledRejection",
  "PageNotFound",
  "KeyboardHeightChange",
  "NeedPrivacyAuthorization",
  "MemoryWarning",
  "UserCaptureScreen",
];

const plain: Record<string, unknown> = {
  request,
  env: { USER_DATA_PATH: "wxfile://usr" },
  canIUse: () => true,
  nextTick: (act: () => void) => void Promise.resolve().then(act),
  getStorageSync: store.get,
  setStorageSync: store.set,
  removeStorageSync: store.remove,
  clearStorageSync: store.clear,
  getStorageInfoSync: () => ({ keys: store.keys(), currentSize: 1, limitSize: 10_240 }),
  getSystemInfoSync: () => ({ ...windowInfo(), ...deviceInfo(), ...baseInfo() }),
  getWindowInfo: windowInfo,
  getDeviceInfo: deviceInfo,
  getAppBaseInfo: baseInfo,
  getSystemSetting: () => ({
    bluetoothEnabled: true,
    locationEnabled: true,
    wifiEnabled: true,
    deviceOrientation: "portrait",
  }),
  getAppAuthorizeSetting: () => ({}),
  getAccountInfoSync: () => ({
    miniProgram: { appId: "wx", envVersion: "develop", version: "" },
    plugin: {},
  }),
  getLaunchOptionsSync: launch,
  getEnterOptionsSync: launch,
  getMenuButtonBoundingClientRect: () => ({
    width: 87,
    height: 32,
    left: innerWidth - 94,
    right: innerWidth - 7,
    top: 26,
    bottom: 58,
  }),
  getFileSystemManager: () => fileSystem,
  getUpdateManager: () => ({
    onCheckForUpdate: nothing,
    onUpdateReady: nothing,
    onUpdateFailed: nothing,
    applyUpdate: nothing,
  }),
  createSelectorQuery,
  createIntersectionObserver,
  createOffscreenCanvas: ({ width, height }: { width: number; height: number }) =>
    new OffscreenCanvas(width, height),
  reportEvent: nothing,
  preloadPage: nothing,
};

/** `wx`: whatever the bundle calls of it that is not here becomes a fault. */
export function createWx(): Record<string, unknown> {
  const wx: Record<string, unknown> = {};
  for (const name of bundle.wxNames)
    wx[name] = (...given: unknown[]) => {
      fault(
        `wx.${name} is called, and this phone does not have it: ${JSON.stringify(given).slice(0, 200)}`,
      );
      throw new Error(`wx.${name} is not here`);
    };
  for (const [name, act] of Object.entries(promised)) wx[name] = asynchronous(name, act);
  Object.assign(wx, plain);
  for (const name of listening) {
    const set = new Set<Listener>();
    listeners.set(name, set);
    wx[`on${name}`] = (listener: Listener) => set.add(listener);
    wx[`off${name}`] = (listener?: Listener) =>
      listener === undefined ? set.clear() : set.delete(listener);
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () =>
    tell("ThemeChange", baseInfo()),
  );
  window.addEventListener("resize", () =>
    tell("WindowResize", { size: windowInfo(), deviceOrientation: "portrait" }),
  );
  return wx;
}
