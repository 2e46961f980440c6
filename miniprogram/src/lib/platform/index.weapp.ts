import Taro from "@tarojs/taro";
import type { Platform } from "./types";

/** WeChat's rejections carry `errMsg`, no Error. */
const messageOf = (error: unknown): string =>
  String((error as { errMsg?: string }).errMsg ?? error);

/** What WeChat says of a node that it watches; Taro's types know less. */
type Seen = Required<Taro.IntersectionObserver.ObserveCallbackResult> & { readonly id: string };

/** The phone, inside WeChat. */
export const platform: Platform = {
  name: "weapp",
  async loginCode() {
    return (await Taro.login()).code;
  },
  demoPersonCode: async () => null,
  async pay(parameters) {
    try {
      // Not on Taro's list of promises: this is WeChat's own, given when no callback is.
      await Taro.requestPayment(parameters);
      return "done";
    } catch (error) {
      return messageOf(error).includes("cancel") ? "cancelled" : "failed";
    }
  },
  cashierSaid: () => null,
  async chooseAddress() {
    try {
      const chosen = await Taro.chooseAddress();
      return {
        name: chosen.userName,
        phone: chosen.telNumber,
        province: chosen.provinceName,
        city: chosen.cityName,
        district: chosen.countyName,
        detail: chosen.detailInfo,
      };
    } catch {
      return null;
    }
  },
  async scan() {
    try {
      return { text: (await Taro.scanCode({})).result };
    } catch {
      return null;
    }
  },
  async choosePictures(count) {
    try {
      const { tempFiles } = await Taro.chooseMedia({
        count,
        mediaType: ["image"],
        sizeType: ["compressed"],
      });
      return tempFiles.map(({ tempFilePath }) => ({
        name: tempFilePath.split("/").at(-1) ?? "",
        base64: Taro.getFileSystemManager().readFileSync(tempFilePath, "base64") as string,
      }));
    } catch {
      return [];
    }
  },
  async chooseText() {
    try {
      const { tempFiles } = await Taro.chooseMessageFile({ count: 1, type: "file" });
      const file = tempFiles[0];
      if (file === undefined) return null;
      const text = Taro.getFileSystemManager().readFileSync(file.path, "utf8") as string;
      return { name: file.name, text };
    } catch {
      return null;
    }
  },
  async copy(text) {
    await Taro.setClipboardData({ data: text });
  },
  linkTo: () => null,
  call(phone) {
    void Taro.makePhoneCall({ phoneNumber: phone }).catch(() => undefined);
  },
  async saveText(name, text) {
    const path = `${Taro.env.USER_DATA_PATH ?? ""}/${name}`;
    Taro.getFileSystemManager().writeFileSync(path, text, "utf8");
    await Taro.shareFileMessage({ filePath: path, fileName: name }).catch(() => undefined);
  },
  async agreeToPrivacy() {
    try {
      await new Promise<void>((resolve, reject) => {
        Taro.requirePrivacyAuthorize({
          success: () => resolve(),
          fail: () => reject(new Error("refused")),
        });
      });
      return true;
    } catch {
      return false;
    }
  },
  onPrivacyAsked(listener) {
    Taro.onNeedPrivacyAuthorization((resolve) =>
      listener({
        shown: () => resolve({ event: "exposureAuthorization" }),
        agree: (buttonId) => resolve({ event: "agree", buttonId }),
        refuse: () => resolve({ event: "disagree" }),
      }),
    );
  },
  openPrivacyContract: () => {
    Taro.openPrivacyContract({});
  },
  windowWidth: () => Taro.getWindowInfo().windowWidth,
  onResize(listener) {
    Taro.onWindowResize(listener);
    return () => Taro.offWindowResize(listener);
  },
  watchNear(className, screens, listener) {
    const margin = Taro.getWindowInfo().windowHeight * screens;
    const page = Taro.getCurrentInstance().page ?? {};
    const observer = Taro.createIntersectionObserver(page, { observeAll: true });
    observer
      .relativeToViewport({ top: margin, bottom: margin })
      .observe(`.${className}`, (seen) => {
        const { id, intersectionRatio, boundingClientRect } = seen as Seen;
        listener(id, intersectionRatio > 0, boundingClientRect.height);
      });
    return () => observer.disconnect();
  },
};
