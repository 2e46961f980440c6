import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useDateWords, useTexts } from "@/i18n";
import { goodsTexts } from "@/i18n/staff-goods";
import type { Answer } from "@/lib/api";
import { grouped, minuteOf, money, yuan } from "@/lib/format";
import { useApiList, useFreshOnShow } from "@/lib/query";
import { go } from "@/lib/routes";
import { Empty } from "@/ui/Blank";
import { Chips } from "@/ui/Chips";
import { Picture } from "@/ui/Picture";
import { Tag } from "@/ui/Tag";
import { DataTable, type Column } from "../DataTable";
import { SearchField } from "../SearchField";

type Product = Answer<"GET /v1/staff/products">["items"][number];

/** All that the shop sells or sold: found by words, by shelf, opened to be changed. */
export function ProductDesk() {
  const t = useTexts(goodsTexts);
  const [shelf, setShelf] = useState<"all" | "on" | "off">("all");
  const [q, setQ] = useState("");
  const list = useApiList(
    "GET /v1/staff/products",
    { query: { ...(shelf === "all" ? {} : { shelf }), ...(q === "" ? {} : { q }) } },
    { keepsLast: true },
  );
  useFreshOnShow(["GET /v1/staff/products"]);
  return (
    <View className="nd-stack">
      <SearchField
        label={t("search")}
        hint={t("searchHint")}
        action={t("find")}
        onSearch={setQ}
        id="product-search"
      />
      <View className="nd-row nd-row--between nd-row--wrap">
        <Chips
          choices={(["all", "on", "off"] as const).map((key) => ({ key, text: t(key) }))}
          chosen={shelf}
          onChoose={setShelf}
        />
      </View>
      <DataTable
        name="products"
        isSearched
        list={list}
        columns={useColumns()}
        keyOf={({ productId }) => productId}
        onOpen={({ productId }) => go("staffProduct", { productId })}
        card={(product) => <ProductCard product={product} />}
        empty={
          <Empty
            text={t("empty")}
            {...(shelf === "all"
              ? {}
              : { next: { text: t("showAll"), onTap: () => setShelf("all") } })}
          />
        }
      />
    </View>
  );
}

function ShelfTag({ isOn }: Readonly<{ isOn: boolean }>) {
  const t = useTexts(goodsTexts);
  return <Tag text={t(isOn ? "on" : "off")} mood={isOn ? "good" : "quiet"} />;
}

const priceOf = ({ priceFromFen, priceToFen }: Product): string =>
  priceFromFen === priceToFen ? money(priceFromFen) : `${money(priceFromFen)}–${yuan(priceToFen)}`;

function ProductCard({ product }: Readonly<{ product: Product }>) {
  const t = useTexts(goodsTexts);
  return (
    <View className="nd-row">
      <Picture url={product.pictureUrl} alt="" size={128} />
      <View className="nd-grow">
        <View className="nd-clip">{product.title}</View>
        <View className="nd-strong">{priceOf(product)}</View>
        <View className="nd-row">
          <ShelfTag isOn={product.isOnShelf} />
          <Text className="nd-note">
            {t("skuCount", { count: product.skuCount })} ·{" "}
            {t("soldCount", { count: grouped(product.soldCount) })}
          </Text>
        </View>
      </View>
    </View>
  );
}

function useColumns(): readonly Column<Product>[] {
  const t = useTexts(goodsTexts);
  const words = useDateWords();
  return [
    {
      key: "title",
      title: t("product"),
      width: "3fr",
      text: ({ title }) => title,
      sort: ({ title }) => title,
      render: ({ title, subtitle, pictureUrl }) => (
        <View className="nd-row">
          <Picture url={pictureUrl} alt="" size={88} />
          <View className="nd-grow">
            <View>{title}</View>
            <View className="nd-note">{subtitle ?? ""}</View>
          </View>
        </View>
      ),
    },
    {
      key: "shelf",
      title: t("shelf"),
      text: ({ isOnShelf }) => t(isOnShelf ? "on" : "off"),
      sort: ({ isOnShelf }) => Number(isOnShelf),
      render: ({ isOnShelf }) => <ShelfTag isOn={isOnShelf} />,
    },
    {
      key: "skus",
      title: t("skus"),
      isRight: true,
      text: ({ skuCount }) => String(skuCount),
      sort: ({ skuCount }) => skuCount,
    },
    {
      key: "price",
      title: t("price"),
      width: "1.6fr",
      isRight: true,
      text: (product) => priceOf(product).replaceAll(",", ""),
      sort: ({ priceFromFen }) => priceFromFen,
      render: priceOf,
    },
    {
      key: "cost",
      title: t("cost"),
      isRight: true,
      text: ({ lowestCostFen }) =>
        lowestCostFen === null ? "" : yuan(lowestCostFen).replaceAll(",", ""),
      sort: ({ lowestCostFen }) => lowestCostFen ?? 0,
      render: ({ lowestCostFen }) => (lowestCostFen === null ? "—" : money(lowestCostFen)),
    },
    {
      key: "sold",
      title: t("sold"),
      isRight: true,
      text: ({ soldCount }) => String(soldCount),
      sort: ({ soldCount }) => soldCount,
    },
    {
      key: "updatedAt",
      title: t("updatedAt"),
      width: "1.4fr",
      isExtra: true,
      text: ({ updatedAt }) => minuteOf(updatedAt, words),
      sort: ({ updatedAt }) => updatedAt,
    },
  ];
}
