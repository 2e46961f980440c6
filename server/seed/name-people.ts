import { addDays } from "../kernel/calendar.ts";
import type { Dice } from "./dice.ts";

const families =
  "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢姜崔钟谭陆汪范金石廖贾夏韦傅方邹孟秦邱江尹薛闫段雷侯龙陶黎贺顾毛郝龚邵万钱严";
const given = [
  "一诺 子涵 雨桐 梓萱 思远 浩然 欣怡 佳琪 俊杰 明轩 若溪 静姝 晓雯 志强 建国 丽华 秀英 海燕 文博 天宇",
  "雅琴 婉清 诗语 嘉懿 睿哲 泽洋 慧敏 春梅 国栋 立新 小满 之遥 云舒 怀瑾 半夏 念慈 知夏 清和 望舒 扶摇",
  "敏 静 磊 洋 勇 艳 杰 娟 涛 超 霞 平 刚 桂 芳 蕾 楠 晨 宁 彤 瑶 岚 青 倩 帆 凯 琳 昊 妍 薇",
].flatMap((names) => names.split(" "));

/** A person as an import knows them: made up, with a number of a range that no operator gives out. */
export type MadePerson = {
  readonly externalId: string;
  readonly phone: string;
  readonly name: string;
  readonly birthday: string | null;
};

/** Makes up people with different phones; most have told their birthday. */
export function namePeople(dice: Dice, count: number, firstPhone: number): MadePerson[] {
  const letters = [...families];
  return Array.from({ length: count }, (_, index) => ({
    externalId: `VIP${String(index + 1).padStart(5, "0")}`,
    phone: String(firstPhone + index),
    // Common names first, as in life: the square of chance leans to the front.
    name: (letters[Math.floor(dice.next() ** 1.6 * letters.length)] ?? "王") + dice.pick(given),
    birthday: dice.next() < 0.7 ? addDays("1962-01-01", dice.between(0, 16_000)) : null,
  }));
}
