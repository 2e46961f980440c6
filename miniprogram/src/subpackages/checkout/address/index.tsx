import { useRouter } from "@tarojs/taro";
import { useState } from "react";
import { AddressEditor } from "@/features/addresses/AddressEditor";
import { PrivacyGate } from "@/features/addresses/PrivacyGate";
import { useAddressBook, useAddresses, usePrivacyGate } from "@/features/addresses/use-addresses";
import { changeDraft } from "@/features/checkout/draft";
import { useTexts } from "@/i18n";
import { addressTexts } from "@/i18n/addresses";
import { goBack, goLogin } from "@/lib/routes";
import { toast } from "@/lib/say";
import { useMember } from "@/lib/session";
import { Empty, Failure } from "@/ui/Blank";
import { Button } from "@/ui/Button";
import { Confirm } from "@/ui/Confirm";
import { Screen } from "@/ui/Screen";
import { Skeleton } from "@/ui/Skeleton";

/** Writes a new address or changes one; from the checkout (`pick`) what is saved is chosen at once. */
export default function AddressPage() {
  const t = useTexts(addressTexts);
  const { id, pick } = useRouter().params;
  const isMember = useMember() !== null;
  const gate = usePrivacyGate();
  const addresses = useAddresses(gate.state === "agreed");
  const { remove } = useAddressBook();
  const [isLeaving, setLeaving] = useState(false);
  const known = addresses.data?.items.find(({ addressId }) => addressId === id) ?? null;
  const handleRemove = () => {
    if (known === null) return;
    remove.mutate(
      { params: { addressId: known.addressId } },
      {
        onSuccess: () => {
          toast(t("removed"));
          goBack();
        },
      },
    );
  };
  const isNew = id === undefined;
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
  if (!isNew && addresses.data === undefined && gate.state === "agreed")
    return (
      <Screen>
        {addresses.error === null ? (
          <Skeleton heights={[240, 480]} />
        ) : (
          <Failure error={addresses.error} onRetry={() => void addresses.refetch()} />
        )}
      </Screen>
    );
  if (!isNew && known === null && gate.state === "agreed")
    return (
      <Screen>
        <Empty mark="pin" text={t("gone")} next={{ text: t("back"), onTap: goBack }} />
      </Screen>
    );
  return (
    <Screen>
      <PrivacyGate gate={gate}>
        <AddressEditor
          known={known}
          onSaved={(saved) => {
            if (pick === "1") changeDraft({ addressId: saved.addressId });
            toast(t("saved"));
            goBack();
          }}
        />
        {known !== null && (
          <Button look="danger" isBlock onTap={() => setLeaving(true)}>
            {t("remove")}
          </Button>
        )}
      </PrivacyGate>
      <Confirm
        isOpen={isLeaving}
        title={t("removeTitle")}
        text={t("removeText")}
        action={t("remove")}
        isDanger
        isBusy={remove.isPending}
        error={remove.error}
        onConfirm={handleRemove}
        onClose={() => setLeaving(false)}
      />
    </Screen>
  );
}
