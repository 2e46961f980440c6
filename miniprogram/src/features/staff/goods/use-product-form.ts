import { useState } from "react";
import { api, Refusal } from "@/lib/api";
import { queryClient, useSend } from "@/lib/query";
import { kept } from "@/lib/storage";
import {
  bodyOf,
  emptyForm,
  formOf,
  type Faults,
  type ProductForm,
  type StaffProduct,
} from "./product-form";

type Draft = { readonly version: number; readonly form: ProductForm };
const noFaults: Faults = {};

/**
 * A product being typed: kept on the phone until the server has it, checked before it is sent, and saved over a
 * colleague's change only when one says so.
 */
export function useProductForm(product: StaffProduct | null, onCreated: (id: string) => void) {
  const [place] = useState(() =>
    kept<Draft | null>(`draft.product.${product?.productId ?? "new"}`, null),
  );
  const [draft] = useState(() => place.get());
  const saved = product === null ? emptyForm : formOf(product);
  const [form, setForm] = useState<ProductForm>(draft?.form ?? saved);
  const [version, setVersion] = useState(draft?.version ?? product?.version ?? 0);
  const [isTouched, setTouched] = useState(draft !== null);
  const [faults, setFaults] = useState<Faults>(noFaults);
  const lists = ["GET /v1/staff/products", "GET /v1/products", "GET /v1/home"] as const;
  const create = useSend("POST /v1/staff/products", lists);
  const update = useSend("PUT /v1/staff/products/:productId", lists);
  const error = create.error ?? update.error;

  const change = (next: (before: ProductForm) => ProductForm) => {
    setTouched(true);
    setForm((before) => {
      const after = next(before);
      place.set({ version, form: after });
      return after;
    });
  };
  const settle = (fresh: StaffProduct) => {
    place.set(null);
    setForm(formOf(fresh));
    setVersion(fresh.version);
    setTouched(false);
    queryClient.setQueryData(
      ["GET /v1/staff/products/:productId", { params: { productId: fresh.productId } }],
      fresh,
    );
  };
  const save = (over: number, onSaved: () => void) => {
    const { body, faults: found } = bodyOf(form);
    setFaults(found ?? noFaults);
    if (body === null) return;
    if (product === null)
      create.mutate(
        { body },
        {
          onSuccess: (made) => {
            place.set(null);
            onSaved();
            onCreated(made.productId);
          },
        },
      );
    else
      update.mutate(
        { params: { productId: product.productId }, body: { ...body, version: over } },
        {
          onSuccess: (fresh) => {
            settle(fresh);
            onSaved();
          },
        },
      );
  };
  return {
    form,
    faults,
    error,
    isTouched,
    isFromDraft: draft !== null && isTouched,
    isConflict: error instanceof Refusal && error.code === "conflict",
    isBusy: create.isPending || update.isPending,
    change,
    settle,
    drop: () => place.set(null),
    save: (onSaved: () => void) => save(version, onSaved),
    /** Saves what was typed over what a colleague saved meanwhile. */
    saveAnyway: async (onSaved: () => void) => {
      if (product === null) return;
      const { productId } = product;
      const fresh = await api("GET /v1/staff/products/:productId", { params: { productId } });
      setVersion(fresh.version);
      save(fresh.version, onSaved);
    },
  };
}
