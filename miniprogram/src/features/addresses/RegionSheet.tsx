import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { addressTexts } from "@/i18n/addresses";
import { Sheet } from "@/ui/Sheet";
import { Tabs } from "@/ui/Tabs";
import { Tap } from "@/ui/Tap";
import { citiesOf, districtsOf, provinces, type Area } from "./areas";
import "./addresses.css";

/** A region down to its district. */
export type Region = {
  readonly province: string;
  readonly city: string;
  readonly district: string;
};

type Props = {
  isOpen: boolean;
  region: Region;
  onChoose: (region: Region) => void;
  onClose: () => void;
};

/** Chooses province, city and district one after the other. */
export function RegionSheet({ isOpen, region, onChoose, onClose }: Readonly<Props>) {
  const t = useTexts(addressTexts);
  return (
    <Sheet isOpen={isOpen} title={t("regionTitle")} onClose={onClose}>
      <Steps region={region} onChoose={onChoose} />
    </Sheet>
  );
}

type Step = "province" | "city" | "district";

function Steps({ region, onChoose }: Readonly<Pick<Props, "region" | "onChoose">>) {
  const t = useTexts(addressTexts);
  const first = provinces.find(({ name }) => name === region.province) ?? null;
  const [province, setProvince] = useState<Area | null>(first);
  const [city, setCity] = useState<Area | null>(
    first === null ? null : (citiesOf(first).find(({ name }) => name === region.city) ?? null),
  );
  const [step, setStep] = useState<Step>(
    first === null ? "province" : city === null ? "city" : "district",
  );
  const areas =
    step === "province"
      ? provinces
      : step === "city"
        ? province === null
          ? []
          : citiesOf(province)
        : city === null
          ? []
          : districtsOf(city);
  const done = (of: Area, at: Area, district: string) =>
    onChoose({ province: of.name, city: at.name, district });
  const takeCity = (of: Area, next: Area) => {
    setCity(next);
    // Some cities have no districts: they stand for themselves.
    if (districtsOf(next).length === 0) done(of, next, next.name);
    else setStep("district");
  };
  const handleArea = (area: Area) => {
    if (step === "province") {
      setProvince(area);
      setCity(null);
      const [only, ...more] = citiesOf(area);
      if (only !== undefined && more.length === 0) takeCity(area, only);
      else setStep("city");
    } else if (step === "city" && province !== null) takeCity(province, area);
    else if (province !== null && city !== null) done(province, city, area.name);
  };
  const chosen = { province: province?.name, city: city?.name, district: region.district }[step];
  return (
    <>
      <Tabs
        tabs={[
          { key: "province", text: province?.name ?? t("province") },
          ...(province === null ? [] : [{ key: "city" as const, text: city?.name ?? t("city") }]),
          ...(city === null ? [] : [{ key: "district" as const, text: t("district") }]),
        ]}
        chosen={step}
        onChoose={setStep}
      />
      <View className="region-list">
        {areas.map((area) => (
          <Tap
            key={area.code}
            className={`region-list__item ${area.name === chosen ? "region-list__item--on" : ""}`}
            role="radio"
            isOn={area.name === chosen}
            onTap={() => handleArea(area)}
          >
            <Text>{area.name}</Text>
          </Tap>
        ))}
      </View>
    </>
  );
}
