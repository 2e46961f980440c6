import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { goodsTexts } from "@/i18n/staff-goods";
import type { Answer } from "@/lib/api";
import { sentenceOf, useApi } from "@/lib/query";
import { replaceBy } from "@/lib/routes";
import { toast } from "@/lib/say";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Chips } from "@/ui/Chips";
import { Field } from "@/ui/Field";
import { Notice } from "@/ui/Notice";
import { Tag } from "@/ui/Tag";
import { useStaff } from "../use-staff";
import { PicturesField } from "./PicturesField";
import { applyOptions, isMatrixStale, type OptionForm, type StaffProduct } from "./product-form";
import { RepriceSheet } from "./RepriceSheet";
import { ShelfSheet } from "./ShelfSheet";
import { SkuFields } from "./SkuFields";
import { usePriceLevels } from "./use-price-levels";
import { useProductForm } from "./use-product-form";

type Props = { product: StaffProduct | null; onTheirs: () => void };
type Form = ReturnType<typeof useProductForm>;

/** Everything about one product, to be changed by those who may. */
export function ProductEditor({ product, onTheirs }: Readonly<Props>) {
  const t = useTexts(goodsTexts);
  const { can } = useStaff();
  const form = useProductForm(product, (productId) => replaceBy("staffProduct", { productId }));
  const canEdit = can("catalog.edit");
  const count = Object.keys(form.faults).length;
  const handleSaved = () => toast(t(product === null ? "created" : "saved"));
  const handleDrop = () => {
    form.drop();
    onTheirs();
  };
  return (
    <View className="nd-stack">
      {product !== null && <Actions product={product} form={form} />}
      {form.isFromDraft && (
        <Notice>
          <View className="nd-row nd-row--between nd-row--wrap">
            <Text>{t("draft")}</Text>
            {product !== null && (
              <Button isSmall onTap={handleDrop}>
                {t("dropDraft")}
              </Button>
            )}
          </View>
        </Notice>
      )}
      <View className="staff-columns">
        <View className="nd-stack">
          <Basics form={form} />
          <Options form={form} />
          <Skus form={form} />
        </View>
        <View className="nd-stack">
          <Card title={t("pictures")}>
            <PicturesField
              mediaIds={form.form.mediaIds}
              onChange={(change) =>
                form.change((before) => ({ ...before, mediaIds: change(before.mediaIds) }))
              }
            />
          </Card>
          <CategoriesCard form={form} />
          <Limits form={form} />
        </View>
      </View>
      {count > 0 && <Notice mood="bad">{t("faults", { count })}</Notice>}
      {form.isConflict ? (
        <Notice mood="warn">
          <View className="nd-stack">
            <Text>{t("conflict")}</Text>
            <View className="nd-row nd-row--wrap">
              <Button
                isSmall
                id="product-mine"
                isBusy={form.isBusy}
                onTap={() => void form.saveAnyway(handleSaved)}
              >
                {t("saveAnyway")}
              </Button>
              <Button isSmall onTap={handleDrop}>
                {t("takeTheirs")}
              </Button>
            </View>
          </View>
        </Notice>
      ) : (
        form.error !== null && <Notice mood="bad">{sentenceOf(form.error, t("away"))}</Notice>
      )}
      {canEdit && (
        <View className="staff-save">
          <Button
            look="main"
            isBlock
            id="product-save"
            isBusy={form.isBusy}
            isDisabled={!form.isTouched}
            onTap={() => form.save(handleSaved)}
          >
            {t("save")}
          </Button>
        </View>
      )}
    </View>
  );
}

function Actions({ product, form }: Readonly<{ product: StaffProduct; form: Form }>) {
  const t = useTexts(goodsTexts);
  const { can } = useStaff();
  const [open, setOpen] = useState<"shelf" | "reprice" | null>(null);
  return (
    <View className="nd-stack">
      <View className="nd-row nd-row--wrap">
        <Tag
          text={t(product.isOnShelf ? "on" : "off")}
          mood={product.isOnShelf ? "good" : "quiet"}
        />
        <Text className="nd-note nd-grow">{t("soldCount", { count: product.soldCount })}</Text>
        {can("catalog.edit") && (
          <>
            <Button
              isSmall
              id="product-reprice"
              isDisabled={form.isTouched}
              onTap={() => setOpen("reprice")}
            >
              {t("reprice")}
            </Button>
            <Button
              isSmall
              look="soft"
              id="product-shelf"
              isDisabled={form.isTouched}
              onTap={() => setOpen("shelf")}
            >
              {t(product.isOnShelf ? "takeOff" : "putOn")}
            </Button>
          </>
        )}
      </View>
      {form.isTouched && can("catalog.edit") && <Text className="nd-note">{t("unsaved")}</Text>}
      <ShelfSheet
        product={product}
        isOpen={open === "shelf"}
        onDone={form.settle}
        onClose={() => setOpen(null)}
      />
      <RepriceSheet
        key={product.version}
        product={product}
        isOpen={open === "reprice"}
        onDone={form.settle}
        onClose={() => setOpen(null)}
      />
    </View>
  );
}

function Basics({ form }: Readonly<{ form: Form }>) {
  const t = useTexts(goodsTexts);
  const set = (change: Partial<Form["form"]>) =>
    form.change((before) => ({ ...before, ...change }));
  return (
    <Card title={t("basics")}>
      <View className="nd-stack">
        <Field
          label={t("title")}
          id="product-title"
          value={form.form.title}
          maxLength={60}
          fault={form.faults["title"] === undefined ? null : t("needed")}
          onInput={(title) => set({ title })}
        />
        <Field
          label={t("subtitle")}
          id="product-subtitle"
          value={form.form.subtitle}
          maxLength={80}
          onInput={(subtitle) => set({ subtitle })}
        />
        <Field
          label={t("description")}
          kind="area"
          value={form.form.description}
          maxLength={5_000}
          onInput={(description) => set({ description })}
        />
        <Field
          label={t("keywords")}
          value={form.form.keywords}
          hint={t("keywordsHint")}
          maxLength={200}
          onInput={(keywords) => set({ keywords })}
        />
      </View>
    </Card>
  );
}

const MOST_OPTIONS = 3;

function Options({ form }: Readonly<{ form: Form }>) {
  const t = useTexts(goodsTexts);
  const { options } = form.form;
  const set = (next: readonly OptionForm[]) =>
    form.change((before) => ({ ...before, options: next }));
  const change = (at: number, part: Partial<OptionForm>) =>
    set(options.map((option, index) => (index === at ? { ...option, ...part } : option)));
  return (
    <Card title={t("options")}>
      <View className="nd-stack">
        <Text className="nd-note">{t("optionsNote")}</Text>
        {options.map((option, at) => (
          <View key={String(at)} className="staff-sku">
            <Field
              label={t("optionName")}
              value={option.name}
              maxLength={20}
              onInput={(name) => change(at, { name })}
            />
            <Field
              label={t("optionValues")}
              value={option.values}
              hint={t("optionValuesHint")}
              maxLength={600}
              onInput={(values) => change(at, { values })}
            />
            <Button isSmall onTap={() => set(options.filter((_, index) => index !== at))}>
              {t("removeOption")}
            </Button>
          </View>
        ))}
        <View className="nd-row nd-row--wrap">
          {options.length < MOST_OPTIONS && (
            <Button isSmall onTap={() => set([...options, { name: "", values: "" }])}>
              {t("addOption")}
            </Button>
          )}
          {isMatrixStale(form.form) && (
            <Button
              isSmall
              look="soft"
              id="product-matrix"
              onTap={() => form.change((before) => ({ ...before, skus: applyOptions(before) }))}
            >
              {t("applyOptions")}
            </Button>
          )}
        </View>
        {isMatrixStale(form.form) && (
          <Notice mood={form.faults["options"] === undefined ? "warn" : "bad"}>
            {t("optionsStale")}
          </Notice>
        )}
      </View>
    </Card>
  );
}

function Skus({ form }: Readonly<{ form: Form }>) {
  const t = useTexts(goodsTexts);
  const levels = usePriceLevels(form.form.skus.flatMap((sku) => Object.keys(sku.memberPrices)));
  return (
    <Card title={t("skus")}>
      <View className="nd-stack">
        <Text className="nd-note">{t("memberPriceHint")}</Text>
        {form.form.skus.map((sku, at) => (
          <SkuFields
            key={sku.skuId ?? sku.optionValues.join("/")}
            sku={sku}
            place={`skus.${at}`}
            levels={levels}
            faults={form.faults}
            onChange={(change) =>
              form.change((before) => ({
                ...before,
                skus: before.skus.map((one, index) => (index === at ? { ...one, ...change } : one)),
              }))
            }
          />
        ))}
      </View>
    </Card>
  );
}

function CategoriesCard({ form }: Readonly<{ form: Form }>) {
  const t = useTexts(goodsTexts);
  const categories = useApi("GET /v1/staff/categories");
  const all = inOrder(categories.data?.items ?? []);
  const chosen = form.form.categoryIds;
  const handleChoose = (categoryId: string) =>
    form.change((before) => ({
      ...before,
      categoryIds: before.categoryIds.includes(categoryId)
        ? before.categoryIds.filter((one) => one !== categoryId)
        : [...before.categoryIds, categoryId],
    }));
  const nameOf = (parentId: string | null) =>
    all.find(({ categoryId }) => categoryId === parentId)?.name ?? "";
  return (
    <Card title={t("category")}>
      <Chips
        choices={all.map(({ categoryId, name, parentId }) => ({
          key: categoryId,
          text: parentId === null ? name : `${nameOf(parentId)} / ${name}`,
        }))}
        chosen={chosen}
        onChoose={handleChoose}
      />
      {form.faults["categories"] !== undefined && <Notice mood="bad">{t("categoryFault")}</Notice>}
    </Card>
  );
}

type Category = Answer<"GET /v1/staff/categories">["items"][number];

/** Top categories by position, each followed by those below it. */
function inOrder(categories: readonly Category[]): readonly Category[] {
  const below = (parentId: string | null): Category[] => {
    const found = categories.filter((one) => one.parentId === parentId);
    found.sort((one, other) => one.position - other.position);
    return found;
  };
  return below(null).flatMap((top) => [top, ...below(top.categoryId)]);
}

function Limits({ form }: Readonly<{ form: Form }>) {
  const t = useTexts(goodsTexts);
  const fault = (place: string) => (form.faults[place] === undefined ? null : t("numberFault"));
  return (
    <Card>
      <View className="nd-stack">
        <Field
          label={t("perOrder")}
          kind="number"
          value={form.form.perOrder}
          hint={t("limitHint")}
          maxLength={4}
          fault={fault("perOrder")}
          onInput={(perOrder) => form.change((before) => ({ ...before, perOrder }))}
        />
        <Field
          label={t("perMember")}
          kind="number"
          value={form.form.perMember}
          hint={t("limitHint")}
          maxLength={4}
          fault={fault("perMember")}
          onInput={(perMember) => form.change((before) => ({ ...before, perMember }))}
        />
      </View>
    </Card>
  );
}
