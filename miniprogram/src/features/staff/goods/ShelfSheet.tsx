import { useTexts } from "@/i18n";
import { goodsTexts } from "@/i18n/staff-goods";
import { useSend } from "@/lib/query";
import { toast } from "@/lib/say";
import { Confirm } from "@/ui/Confirm";
import type { StaffProduct } from "./product-form";

type Props = {
  product: StaffProduct;
  isOpen: boolean;
  onDone: (fresh: StaffProduct) => void;
  onClose: () => void;
};

/** Puts a product on the shelf or takes it off. */
export function ShelfSheet({ product, isOpen, onDone, onClose }: Readonly<Props>) {
  const t = useTexts(goodsTexts);
  const shelve = useSend("PUT /v1/staff/products/:productId/shelf", [
    "GET /v1/staff/products",
    "GET /v1/products",
    "GET /v1/home",
  ]);
  const isOn = product.isOnShelf;
  const handleConfirm = () =>
    shelve.mutate(
      {
        params: { productId: product.productId },
        body: { version: product.version, isOnShelf: !isOn },
      },
      {
        onSuccess: (fresh) => {
          toast(t(isOn ? "unshelved" : "shelved"));
          onDone(fresh);
          onClose();
        },
      },
    );
  return (
    <Confirm
      isOpen={isOpen}
      title={product.title}
      text={t(isOn ? "takeOffText" : "putOnText")}
      action={t(isOn ? "takeOff" : "putOn")}
      isDanger={isOn}
      isBusy={shelve.isPending}
      error={shelve.error}
      onConfirm={handleConfirm}
      onClose={onClose}
    />
  );
}
