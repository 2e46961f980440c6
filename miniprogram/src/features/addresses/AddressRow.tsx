import { Text, View } from "@tarojs/components";
import type { ReactNode } from "react";
import { useTexts } from "@/i18n";
import { addressTexts } from "@/i18n/addresses";
import { Tag } from "@/ui/Tag";
import { Tap } from "@/ui/Tap";
import type { OwnAddress } from "./use-addresses";
import "./addresses.css";

type Props = { address: OwnAddress; onTap: () => void; aside?: ReactNode };

/** One address: who, how to reach them, where. */
export function AddressRow({ address, onTap, aside }: Readonly<Props>) {
  const t = useTexts(addressTexts);
  return (
    <View className="address-row">
      <Tap className="address-row__main" onTap={onTap}>
        <View className="nd-row nd-row--wrap">
          <Text className="nd-strong">{address.name}</Text>
          <Text className="nd-second">{address.phone}</Text>
          {address.isDefault && <Tag text={t("isDefault")} mood="brand" />}
        </View>
        <Text className="address-row__place">
          {address.province}
          {address.city === address.province ? "" : address.city}
          {address.district}
          {address.detail}
        </Text>
      </Tap>
      {aside}
    </View>
  );
}
