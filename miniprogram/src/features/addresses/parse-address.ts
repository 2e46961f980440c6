import {
  cityOf,
  citiesOf,
  districtsOf,
  everywhere,
  provinceOf,
  provinces,
  type Area,
} from "./areas";

/** What could be read out of a pasted text; what could not is absent. */
export type ParsedAddress = {
  readonly name?: string;
  readonly phone?: string;
  readonly province?: string;
  readonly city?: string;
  readonly district?: string;
  readonly detail?: string;
};

const labels =
  /(?:收货人|收件人|联系人|姓名|手机号码|手机号|手机|联系电话|电话|所在地区|详细地址|收货地址|地址)\s*[:：]?/g;
const phonePattern = /(?:\+?86[-\s]?)?(1[3-9]\d)[-\s]?(\d{4})[-\s]?(\d{4})(?!\d)/;
const provinceTail = /(?:省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区)$/;
const cityTail = /(?:市|地区|盟)$/;

type Found = { readonly area: Area; readonly at: number; readonly end: number };

/** Where one of these areas is named, in full or without its tail; the earliest, then the longest. */
function find(text: string, areas: readonly Area[], tail: RegExp | null): Found | null {
  let best: Found | null = null;
  for (const area of areas)
    for (const word of tail === null ? [area.name] : [area.name, area.name.replace(tail, "")]) {
      const at = word.length < 2 ? -1 : text.indexOf(word);
      if (at < 0) continue;
      const end = at + word.length;
      if (best === null || at < best.at || (at === best.at && end > best.end))
        best = { area, at, end };
    }
  return best;
}

/** Reads name, phone and address out of what people paste, in any order: 「张三 13800138000 浙江省杭州市西湖区文三路1号」. */
export function parseAddress(pasted: string): ParsedAddress {
  const plain = pasted.replace(labels, " ");
  const phone = phonePattern.exec(plain);
  const rest = phone === null ? plain : plain.replace(phone[0], " ");
  const words = rest.split(/[\s,，;；、:：]+/).filter((word) => word !== "");
  const name = words.find(isName);
  const text = words.filter((word) => word !== name).join("");
  const place = placeIn(text);
  const detail = text.slice(place.end).trim();
  return {
    ...(name === undefined ? {} : { name }),
    ...(phone === null ? {} : { phone: `${phone[1]}${phone[2]}${phone[3]}` }),
    ...(place.province === null ? {} : { province: place.province.name }),
    ...(place.city === null ? {} : { city: place.city.name }),
    ...(place.district === null ? {} : { district: place.district.name }),
    ...(detail === "" ? {} : { detail }),
  };
}

/** Short, without a digit, and no place. */
const isName = (word: string): boolean =>
  /^[\p{Script=Han}·]{2,5}$|^[A-Za-z][A-Za-z .]{1,29}$/u.test(word) &&
  !/[省市区县镇乡村路街道号楼室]$/.test(word) &&
  find(word, provinces, provinceTail)?.at !== 0;

function placeIn(text: string) {
  const front = find(text, provinces, provinceTail);
  const named = front !== null && front.at === 0 ? front : null;
  const afterProvince = named?.end ?? 0;
  const city = find(
    text.slice(afterProvince),
    named === null ? everywhere.cities : citiesOf(named.area),
    cityTail,
  );
  // Far into the text it is a street that bears a city's name.
  const cityNamed = city !== null && city.at <= 1 ? city : null;
  const afterCity = afterProvince + (cityNamed?.end ?? 0);
  const candidates =
    cityNamed !== null
      ? districtsOf(cityNamed.area)
      : named === null
        ? everywhere.districts
        : citiesOf(named.area).flatMap((one) => [...districtsOf(one)]);
  const district = find(text.slice(afterCity), candidates, null);
  const districtNamed = district !== null && district.at <= 1 ? district : null;
  const districtArea = districtNamed?.area ?? null;
  const cityArea = cityNamed?.area ?? (districtArea === null ? null : cityOf(districtArea));
  const provinceArea = named?.area ?? (cityArea === null ? null : provinceOf(cityArea));
  return {
    province: provinceArea,
    city: cityArea,
    district: districtArea,
    end: afterCity + (districtNamed?.end ?? 0),
  };
}
