import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { staffHomeTexts } from "@/i18n/staff-home";
import type { Answer } from "@/lib/api";
import { sentenceOf } from "@/lib/query";
import { Button } from "@/ui/Button";
import { Chips } from "@/ui/Chips";
import { Confirm } from "@/ui/Confirm";
import { Field } from "@/ui/Field";
import { Notice } from "@/ui/Notice";
import { Picture } from "@/ui/Picture";
import { roleOf } from "@/ui/role";
import { mediaPath, useUpload } from "../goods/use-upload";
import { Labelled } from "../offers/Labelled";
import { PickCategories, useCategoryNames } from "../offers/PickCategories";
import { ProductName, ProductSheet } from "../offers/PickGoods";
import { MoveButtons, type Moving } from "./MoveButtons";

/** A banner as it is arranged. */
export type Banner = Answer<"GET /v1/staff/home">["banners"][number];

type RowProps = Moving & { banner: Banner; fault: string | null; onEdit: () => void };

/** A banner in its place: its picture, its words, where it leads. */
export function BannerRow({ banner, fault, ...moving }: Readonly<RowProps>) {
  return (
    <View className="nd-cell nd-cell--top">
      <Picture url={mediaPath(banner.mediaId)} alt="" size={112} />
      <View className="nd-grow nd-stack">
        <View>
          <View className="nd-strong">{banner.title}</View>
          {banner.subtitle !== null && <View className="nd-note">{banner.subtitle}</View>}
          <View className="nd-note">
            <Target banner={banner} />
          </View>
          {fault !== null && (
            <Text className="nd-field__fault" {...roleOf("alert")}>
              {fault}
            </Text>
          )}
        </View>
        <MoveButtons name={banner.title} {...moving} />
      </View>
    </View>
  );
}

function Target({ banner: { productId, categoryId } }: Readonly<{ banner: Banner }>) {
  const t = useTexts(staffHomeTexts);
  const nameOf = useCategoryNames();
  if (productId !== null)
    return (
      <Text>
        → <ProductName productId={productId} />
      </Text>
    );
  return <Text>→ {categoryId === null ? t("toNothing") : nameOf(categoryId)}</Text>;
}

type Way = "toNothing" | "toProduct" | "toCategory";
const wayOf = (banner: Banner | null): Way => {
  if (banner === null || (banner.productId === null && banner.categoryId === null))
    return "toNothing";
  return banner.productId === null ? "toCategory" : "toProduct";
};

type SheetProps = {
  banner: Banner | null;
  onKeep: (banner: Banner) => void;
  onClose: () => void;
};

/** Writes a banner: picture, words, where it leads. Nothing is saved until the page is. */
export function BannerSheet({ banner, onKeep, onClose }: Readonly<SheetProps>) {
  const t = useTexts(staffHomeTexts);
  const [title, setTitle] = useState(banner?.title ?? "");
  const [subtitle, setSubtitle] = useState(banner?.subtitle ?? "");
  const [mediaId, setMediaId] = useState(banner?.mediaId ?? null);
  const [way, setWay] = useState<Way>(wayOf(banner));
  const [productId, setProductId] = useState(banner?.productId ?? null);
  const [categoryId, setCategoryId] = useState(banner?.categoryId ?? null);
  const [isPicking, setPicking] = useState(false);
  const upload = useUpload(setMediaId);
  const leads = {
    productId: way === "toProduct" ? productId : null,
    categoryId: way === "toCategory" ? categoryId : null,
  };
  const isLeading = way === "toNothing" || leads.productId !== null || leads.categoryId !== null;
  const handleKeep = () => {
    if (mediaId === null) return;
    const small = subtitle.trim();
    onKeep({ title: title.trim(), subtitle: small === "" ? null : small, mediaId, ...leads });
  };
  return (
    <>
      <Confirm
        isOpen
        title={banner?.title ?? t("addBanner")}
        action={t("keepBanner")}
        isBusy={upload.isBusy}
        isDisabled={title.trim() === "" || mediaId === null || !isLeading}
        onConfirm={handleKeep}
        onClose={onClose}
      >
        <Labelled label={t("picture")} hint={t("pictureHint")}>
          <View className="nd-row">
            {mediaId !== null && <Picture url={mediaPath(mediaId)} alt={t("picture")} size={160} />}
            <Button
              isSmall
              id="banner-picture"
              isBusy={upload.isBusy}
              onTap={() => upload.choose(1)}
            >
              {t(
                upload.isBusy ? "uploading" : mediaId === null ? "choosePicture" : "changePicture",
              )}
            </Button>
          </View>
        </Labelled>
        {upload.error !== null && <Notice mood="bad">{sentenceOf(upload.error, t("away"))}</Notice>}
        <Field
          label={t("bannerTitle")}
          id="banner-title"
          value={title}
          maxLength={20}
          onInput={setTitle}
        />
        <Field label={t("bannerSubtitle")} value={subtitle} maxLength={40} onInput={setSubtitle} />
        <Labelled label={t("target")}>
          <Chips
            choices={(["toNothing", "toProduct", "toCategory"] as const).map((key) => ({
              key,
              text: t(key),
            }))}
            chosen={way}
            onChoose={setWay}
          />
        </Labelled>
        {way === "toProduct" && (
          <View className="nd-row nd-row--between">
            <View className="nd-grow">
              {productId === null ? (
                <Text className="nd-second">{t("noProductYet")}</Text>
              ) : (
                <ProductName productId={productId} />
              )}
            </View>
            <Button isSmall look="soft" id="banner-product" onTap={() => setPicking(true)}>
              {t(productId === null ? "oneProduct" : "otherProduct")}
            </Button>
          </View>
        )}
        {way === "toCategory" && (
          <PickCategories chosen={categoryId === null ? [] : [categoryId]} onTurn={setCategoryId} />
        )}
      </Confirm>
      <ProductSheet
        isOpen={isPicking}
        chosen={productId === null ? [] : [productId]}
        onPick={(picked) => {
          setProductId(picked);
          setPicking(false);
        }}
        onClose={() => setPicking(false)}
      />
    </>
  );
}
