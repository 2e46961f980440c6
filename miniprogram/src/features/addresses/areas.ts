import { areaList } from "@vant/area-data";

/** A province, city or district by its official code. */
export type Area = { readonly code: string; readonly name: string };

const rows = (list: Readonly<Record<string, string>>): readonly Area[] =>
  Object.entries(list).map(([code, name]) => ({ code, name }));

/** All provinces. */
export const provinces = rows(areaList.province_list);
const cities = rows(areaList.city_list);
const districts = rows(areaList.county_list);

/** The cities of a province. */
export const citiesOf = (province: Area): readonly Area[] =>
  cities.filter(({ code }) => code.slice(0, 2) === province.code.slice(0, 2));

/** The districts of a city. */
export const districtsOf = (city: Area): readonly Area[] =>
  districts.filter(({ code }) => code.slice(0, 4) === city.code.slice(0, 4));

/** The province that something lies in. */
export const provinceOf = (area: Area): Area | null =>
  provinces.find(({ code }) => code.slice(0, 2) === area.code.slice(0, 2)) ?? null;

/** The city that a district lies in. */
export const cityOf = (district: Area): Area | null =>
  cities.find(({ code }) => code.slice(0, 4) === district.code.slice(0, 4)) ?? null;

/** All cities, and all districts, for texts that leave the province out. */
export const everywhere = { cities, districts } as const;
