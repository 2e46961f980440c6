import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { staffHomeTexts } from "@/i18n/staff-home";
import { Refusal, type Answer } from "@/lib/api";
import { useApi, useSend } from "@/lib/query";
import { toast } from "@/lib/say";
import { Failure } from "@/ui/Blank";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Notice } from "@/ui/Notice";
import { Skeleton } from "@/ui/Skeleton";
import { Tabs } from "@/ui/Tabs";
import { ProductSheet } from "../offers/PickGoods";
import { Refused } from "../offers/Refused";
import { turned } from "../offers/typed";
import { useWide } from "../use-wide";
import { BannerRow, BannerSheet, type Banner } from "./HomeBanner";
import { HomePreview } from "./HomePreview";
import { PickRow } from "./HomePick";

type Home = Answer<"GET /v1/staff/home">;

const BANNERS_MAX = 8;
const PICKS_MAX = 20;

/** What the home page shows first: banners and picks, arranged, looked at, saved. */
export function HomeDesk() {
  const home = useApi("GET /v1/staff/home");
  if (home.data === undefined)
    return home.error === null ? (
      <Skeleton heights={[120, 320, 320]} />
    ) : (
      <Failure error={home.error} onRetry={() => void home.refetch()} />
    );
  return <HomeForm key={home.data.version} home={home.data} onReload={() => void home.refetch()} />;
}

/** The list with one item a place nearer to its head (-1) or its end (1). */
function moved<Item>(list: readonly Item[], at: number, by: -1 | 1): readonly Item[] {
  const next = [...list];
  const [item] = next.splice(at, 1);
  if (item !== undefined) next.splice(at + by, 0, item);
  return next;
}

/** What the server said about one of many: `/banners/2` and all below it. */
function faultBelow(error: Error | null, pointer: string): string | null {
  if (!(error instanceof Refusal)) return null;
  const found = error.issues.find(
    (issue) => issue.pointer === pointer || issue.pointer.startsWith(`${pointer}/`),
  );
  return found?.detail ?? null;
}

type FormProps = { home: Home; onReload: () => void };

function HomeForm({ home, onReload }: Readonly<FormProps>) {
  const t = useTexts(staffHomeTexts);
  const isWide = useWide();
  const [part, setPart] = useState<"arrange" | "preview">("arrange");
  const [banners, setBanners] = useState<readonly Banner[]>(home.banners);
  const [picks, setPicks] = useState<readonly string[]>(home.pickProductIds);
  const [edited, setEdited] = useState<number | null>(null);
  const [isPicking, setPicking] = useState(false);
  const save = useSend("PUT /v1/staff/home", ["GET /v1/staff/home", "GET /v1/home"]);
  const isChanged =
    JSON.stringify([banners, picks]) !== JSON.stringify([home.banners, home.pickProductIds]);
  const handleSave = () =>
    save.mutate(
      { body: { version: home.version, banners: [...banners], pickProductIds: [...picks] } },
      { onSuccess: () => toast(t("saved")) },
    );
  const handleBanner = (banner: Banner) => {
    const at = edited ?? 0;
    setBanners((now) =>
      at < now.length ? now.map((one, index) => (index === at ? banner : one)) : [...now, banner],
    );
    setEdited(null);
  };
  const arrangement = (
    <View className="nd-stack">
      <Card title={t("banners")}>
        {banners.length === 0 && <Text className="nd-second">{t("noBanners")}</Text>}
        {banners.map((banner, at) => (
          <BannerRow
            key={`${at} ${banner.mediaId}`}
            banner={banner}
            fault={faultBelow(save.error, `/banners/${at}`)}
            isFirst={at === 0}
            isLast={at === banners.length - 1}
            onMove={(by) => setBanners((now) => moved(now, at, by))}
            onEdit={() => setEdited(at)}
            onRemove={() => setBanners((now) => now.filter((_, index) => index !== at))}
          />
        ))}
        {banners.length < BANNERS_MAX ? (
          <View className="nd-row staff-after">
            <Button isSmall look="soft" id="banner-add" onTap={() => setEdited(banners.length)}>
              {t("addBanner")}
            </Button>
          </View>
        ) : (
          <Text className="nd-note">{t("bannersFull", { count: BANNERS_MAX })}</Text>
        )}
      </Card>
      <Card title={t("picks")}>
        {picks.length === 0 && <Text className="nd-second">{t("noPicks")}</Text>}
        {picks.map((productId, at) => (
          <PickRow
            key={productId}
            productId={productId}
            fault={faultBelow(save.error, `/pickProductIds/${at}`)}
            isFirst={at === 0}
            isLast={at === picks.length - 1}
            onMove={(by) => setPicks((now) => moved(now, at, by))}
            onRemove={() => setPicks((now) => turned(now, productId))}
          />
        ))}
        {picks.length < PICKS_MAX ? (
          <View className="nd-row staff-after">
            <Button isSmall look="soft" id="pick-add" onTap={() => setPicking(true)}>
              {t("addPick")}
            </Button>
          </View>
        ) : (
          <Text className="nd-note">{t("picksFull", { count: PICKS_MAX })}</Text>
        )}
      </Card>
    </View>
  );
  const preview = <HomePreview banners={banners} picks={picks} />;
  return (
    <View className="nd-stack">
      <Text className="nd-second">{t("note")}</Text>
      {isWide ? (
        <View className="staff-columns">
          {arrangement}
          {preview}
        </View>
      ) : (
        <>
          <Tabs
            tabs={(["arrange", "preview"] as const).map((key) => ({ key, text: t(key) }))}
            chosen={part}
            onChoose={setPart}
          />
          {part === "arrange" ? arrangement : preview}
        </>
      )}
      <View className="staff-save nd-stack">
        {isChanged && save.error === null && <Notice mood="warn">{t("unsaved")}</Notice>}
        <Refused error={save.error} />
        {save.error instanceof Refusal && save.error.code === "conflict" && (
          <Button isBlock onTap={onReload}>
            {t("reload")}
          </Button>
        )}
        <Button
          look="main"
          isBlock
          id="home-save"
          isBusy={save.isPending}
          isDisabled={!isChanged}
          onTap={handleSave}
        >
          {t("save")}
        </Button>
      </View>
      {edited !== null && (
        <BannerSheet
          banner={banners[edited] ?? null}
          onKeep={handleBanner}
          onClose={() => setEdited(null)}
        />
      )}
      <ProductSheet
        isOpen={isPicking}
        chosen={picks}
        onPick={(productId) =>
          setPicks((now) =>
            now.includes(productId) || now.length < PICKS_MAX ? turned(now, productId) : now,
          )
        }
        onClose={() => setPicking(false)}
      />
    </View>
  );
}
