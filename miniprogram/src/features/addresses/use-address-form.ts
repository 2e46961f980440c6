import { useState } from "react";
import { useTexts } from "@/i18n";
import { addressTexts } from "@/i18n/addresses";
import { platform } from "@/lib/platform";
import { kept } from "@/lib/storage";
import { parseAddress } from "./parse-address";
import { useAddressBook, type OwnAddress } from "./use-addresses";

/** What an address is made of, as it is typed. */
export type AddressForm = Omit<OwnAddress, "addressId">;

const blank: AddressForm = {
  name: "",
  phone: "",
  province: "",
  city: "",
  district: "",
  detail: "",
  isDefault: false,
};

/** A new address half typed is still there the next time. */
const typed = kept<AddressForm>("address.draft", blank);

/** An address being written: its fields, what is wrong with them, filling it from a text or from WeChat, saving it. */
export function useAddressForm(known: OwnAddress | null) {
  const t = useTexts(addressTexts);
  const book = useAddressBook();
  const [form, setForm] = useState<AddressForm>(() => {
    if (known === null) return typed.get();
    const { addressId: _id, ...fields } = known;
    return fields;
  });
  const [isChecked, setChecked] = useState(false);
  const [pasteSays, setPasteSays] = useState<"pastePart" | "pasteNone" | null>(null);
  const change = (part: Partial<AddressForm>) => {
    const next = { ...form, ...part };
    setForm(next);
    if (known === null) typed.set(next);
  };
  const faults = {
    name: form.name.trim() === "" ? t("nameFault") : null,
    phone: /^1[3-9]\d{9}$/.test(form.phone) ? null : t("phoneFault"),
    region: form.province === "" || form.city === "" ? t("regionFault") : null,
    detail: form.detail.trim() === "" ? t("detailFault") : null,
  };
  const isSound = Object.values(faults).every((fault) => fault === null);
  const paste = (text: string) => {
    const parsed = parseAddress(text);
    const count = Object.keys(parsed).length;
    change(parsed);
    setPasteSays(count === 0 ? "pasteNone" : count < 6 ? "pastePart" : null);
  };
  const takeFromWechat = async () => {
    const chosen = await platform.chooseAddress();
    if (chosen !== null && chosen !== "absent") change(chosen);
  };
  const save = async (): Promise<OwnAddress | null> => {
    setChecked(true);
    if (!isSound || book.add.isPending || book.change.isPending) return null;
    const body = { ...form, name: form.name.trim(), detail: form.detail.trim() };
    try {
      const saved =
        known === null
          ? await book.add.mutateAsync({ body })
          : await book.change.mutateAsync({ params: { addressId: known.addressId }, body });
      if (known === null) typed.set(blank);
      return saved;
    } catch {
      return null;
    }
  };
  return {
    form,
    change,
    faults: isChecked ? faults : { name: null, phone: null, region: null, detail: null },
    paste,
    pasteSays: pasteSays === null ? null : t(pasteSays),
    takeFromWechat: platform.name === "weapp" ? takeFromWechat : null,
    save,
    isBusy: book.add.isPending || book.change.isPending,
    error: book.add.error ?? book.change.error,
  };
}
