import { useRouter } from "@tarojs/taro";
import { AddressRow } from "@/features/addresses/AddressRow";
import { PrivacyGate } from "@/features/addresses/PrivacyGate";
import { useAddresses, usePrivacyGate } from "@/features/addresses/use-addresses";
import { changeDraft } from "@/features/checkout/draft";
import { useTexts } from "@/i18n";
import { addressTexts } from "@/i18n/addresses";
import { useFreshOnShow } from "@/lib/query";
import { go, goBack, goLogin } from "@/lib/routes";
import { useMember } from "@/lib/session";
import { Empty, Failure } from "@/ui/Blank";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Screen } from "@/ui/Screen";
import { Skeleton } from "@/ui/Skeleton";

/** The address book; from the checkout (`pick`) a tap chooses. */
export default function AddressesPage() {
  const t = useTexts(addressTexts);
  const isPicking = useRouter().params["pick"] === "1";
  const isMember = useMember() !== null;
  const gate = usePrivacyGate();
  const { data, error, refetch } = useAddresses(gate.state === "agreed");
  useFreshOnShow(["GET /v1/me/addresses"]);
  const pick = isPicking ? "1" : undefined;
  if (!isMember)
    return (
      <Screen>
        <Empty
          mark="pin"
          text={t("logIn")}
          next={{ text: t("logInAct"), onTap: () => goLogin() }}
        />
      </Screen>
    );
  const handleTap = (addressId: string) => {
    if (!isPicking) return go("address", { id: addressId });
    changeDraft({ addressId });
    goBack();
  };
  return (
    <Screen
      bar={
        <Button look="main" isBlock onTap={() => go("address", { pick })}>
          {t("add")}
        </Button>
      }
    >
      <PrivacyGate gate={gate}>
        {data === undefined ? (
          error === null ? (
            <Skeleton heights={[160, 160, 160]} />
          ) : (
            <Failure error={error} onRetry={() => void refetch()} />
          )
        ) : data.items.length === 0 ? (
          <Empty mark="pin" text={t("empty")} note={t("emptyNote")} />
        ) : (
          data.items.map((address) => (
            <Card key={address.addressId}>
              <AddressRow
                address={address}
                onTap={() => handleTap(address.addressId)}
                aside={
                  <Button
                    isSmall
                    label={t("editOf", { name: address.name })}
                    onTap={() => go("address", { id: address.addressId, pick })}
                  >
                    {t("edit")}
                  </Button>
                }
              />
            </Card>
          ))
        )}
      </PrivacyGate>
    </Screen>
  );
}
