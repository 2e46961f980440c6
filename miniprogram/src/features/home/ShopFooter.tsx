import { Text, View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { homeTexts } from "@/i18n/home";
import { platform } from "@/lib/platform";
import { Button } from "@/ui/Button";
import { Tag } from "@/ui/Tag";
import { useShop, useStores } from "./use-home";
import "./home.css";

/** Where the shop is, when it is open, and who answers the phone. */
export function ShopFooter() {
  const t = useTexts(homeTexts);
  const shop = useShop().data;
  const stores = useStores().data?.items ?? [];
  if (shop === undefined) return null;
  const phone = shop.servicePhone;
  return (
    <View className="shop-footer">
      <Text className="nd-section__title">{t("stores")}</Text>
      <View className="shop-footer__stores">
        {stores.map((store) => (
          <View key={store.storeId} className="shop-footer__store">
            <View className="nd-row">
              <Text className="nd-strong">{store.name}</Text>
              {store.isPickup && <Tag text={t("pickup")} />}
            </View>
            <Text className="nd-second">
              {store.city}
              {store.district}
              {store.detail}
            </Text>
            <Text className="nd-second">{t("hours", { hours: store.hours })}</Text>
          </View>
        ))}
      </View>
      {phone !== null && (
        <Button label={t("callService", { phone })} onTap={() => platform.call(phone)}>
          {t("service", { phone })}
        </Button>
      )}
      <Text className="nd-note">{t("serviceHours", { hours: shop.serviceHours })}</Text>
      <Text className="shop-footer__slogan">
        {shop.name} · {shop.slogan}
      </Text>
    </View>
  );
}
