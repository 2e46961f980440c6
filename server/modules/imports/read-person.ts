/** Who somebody is in a file: by phone, by the number another system gave them, or both. */
export type FilePerson = {
  readonly externalId: string | null;
  readonly phone: string | null;
  readonly name: string | null;
};

const EXTERNAL_ID_MAX = 64;
const NAME_MAX = 30;

/**
 * Reads who a row is about. A phone may be written with +86, blanks or dashes; a number that Excel has spoilt, that is
 * masked or foreign is refused rather than guessed.
 * @returns the person, or everything for which the row is refused.
 */
export function readPerson(cells: {
  memberNo: string;
  phone: string;
  name: string;
}): FilePerson | { faults: string[] } {
  if (cells.phone === "" && cells.memberNo === "")
    return { faults: ["没有手机号，也没有会员编号"] };
  const phone = cells.phone === "" ? null : readPhone(cells.phone);
  const faults = [
    ...(phone === null || typeof phone === "string" ? [] : [phone.fault]),
    ...(isScientific(cells.memberNo) ? [spoilt("会员编号", cells.memberNo)] : []),
    ...(cells.memberNo.length > EXTERNAL_ID_MAX ? [`会员编号超过 ${EXTERNAL_ID_MAX} 个字符`] : []),
  ];
  if (faults.length > 0 || (phone !== null && typeof phone !== "string")) return { faults };
  return {
    phone,
    externalId: cells.memberNo === "" ? null : cells.memberNo,
    name: cells.name === "" ? null : [...printable(cells.name)].slice(0, NAME_MAX).join(""),
  };
}

/** Whether Excel has turned digits into a power of ten and lost the rest of them. */
export const isScientific = (text: string): boolean => /^\d(?:\.\d+)?E\+?\d+$/iu.test(text);

/** Says that Excel has spoilt a number. */
export const spoilt = (what: string, text: string): string =>
  `${what}「${text}」被 Excel 写成了科学计数，请把该列设为文本后重新导出`;

/** A text without control characters, on one line. */
export const printable = (text: string): string =>
  text.replace(/[\u0000-\u001f\u007f]+/gu, " ").trim();

function readPhone(text: string): string | { fault: string } {
  if (isScientific(text)) return { fault: spoilt("手机号", text) };
  if (text.includes("*")) return { fault: "手机号被隐藏了一部分，请导出完整手机号" };
  const digits = text.replace(/[\s-]/gu, "").replace(/^(?:\+|00)?86(?=1\d{10}$)/u, "");
  return /^1[3-9]\d{9}$/u.test(digits) ? digits : { fault: "手机号应为 11 位中国大陆号码" };
}
