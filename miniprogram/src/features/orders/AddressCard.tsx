import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { orderTexts } from "@/i18n/orders";
import type { Input } from "@/lib/api";
import { placeOf } from "@/lib/format";
import { platform } from "@/lib/platform";
import { useApi, useFreshOnShow } from "@/lib/query";
import { go } from "@/lib/routes";
import { toast } from "@/lib/say";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Check } from "@/ui/Check";
import { Confirm } from "@/ui/Confirm";
import { Tap } from "@/ui/Tap";
import { roleOf } from "@/ui/role";
import type { Order } from "./order-state";
import { useChangeAddress } from "./use-order";
import "./orders.css";

type Address = Input<"PATCH /v1/orders/:orderId/address">["body"]["address"];

/** Where the parcel goes, and the one change that is possible before it leaves. */
export function AddressCard({ order }: Readonly<{ order: Order }>) {
  const t = useTexts(orderTexts);
  const [isOpen, setOpen] = useState(false);
  const { delivery } = order;
  if (delivery.kind !== "express") return null;
  const { address } = delivery;
  return (
    <Card
      title={t("address")}
      {...(delivery.isAddressChangeable
        ? { more: { text: t("changeAddress"), onTap: () => setOpen(true) } }
        : {})}
    >
      <View className="nd-strong">{`${address.name} ${address.phone}`}</View>
      <View className="nd-second">{placeOf(address)}</View>
      {delivery.isAddressChangeable && <View className="nd-note">{t("changeNote")}</View>}
      <AddressChange orderId={order.id} isOpen={isOpen} onClose={() => setOpen(false)} />
    </Card>
  );
}

type ChangeProps = { orderId: string; isOpen: boolean; onClose: () => void };

function AddressChange({ orderId, isOpen, onClose }: Readonly<ChangeProps>) {
  const t = useTexts(orderTexts);
  const book = useApi("GET /v1/me/addresses", {}, { isOn: isOpen });
  useFreshOnShow(["GET /v1/me/addresses"]);
  const change = useChangeAddress();
  const [chosen, setChosen] = useState<string | null>(null);
  const send = (address: Address) =>
    change.mutate(
      { params: { orderId }, body: { address } },
      {
        onSuccess: () => {
          toast(t("changed"));
          onClose();
        },
      },
    );
  const handleConfirm = () => {
    const wanted = book.data?.items.find(({ addressId }) => addressId === chosen);
    if (wanted === undefined) return;
    const { name, phone, province, city, district, detail } = wanted;
    send({ name, phone, province, city, district, detail });
  };
  const handleWechat = async () => {
    const picked = await platform.chooseAddress();
    if (picked !== null && picked !== "absent") send(picked);
  };
  const items = book.data?.items ?? [];
  return (
    <Confirm
      isOpen={isOpen}
      title={t("changeTitle")}
      text={t("changeNote")}
      action={t("changeAction")}
      isDisabled={chosen === null}
      isBusy={change.isPending}
      error={change.error ?? book.error}
      onConfirm={handleConfirm}
      onClose={onClose}
    >
      <View {...roleOf("radiogroup", { "aria-label": t("changeTitle") })}>
        {book.data !== undefined && items.length === 0 && <Text>{t("noAddress")}</Text>}
        {items.map(({ addressId, name, phone, ...place }) => (
          <Tap
            key={addressId}
            className="orders-choice"
            role="radio"
            isOn={addressId === chosen}
            onTap={() => setChosen(addressId)}
          >
            <Check isOn={addressId === chosen} />
            <View className="nd-grow">
              <View>{`${name} ${phone}`}</View>
              <View className="nd-second">{placeOf(place)}</View>
            </View>
          </Tap>
        ))}
      </View>
      <View className="nd-row nd-row--wrap">
        <Button isSmall onTap={() => go("address")}>
          {t("addAddress")}
        </Button>
        {platform.name === "weapp" && (
          <Button isSmall isBusy={change.isPending} onTap={() => void handleWechat()}>
            {t("wechatAddress")}
          </Button>
        )}
      </View>
    </Confirm>
  );
}
