import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useDateWords, useTexts } from "@/i18n";
import { staffOfferTexts } from "@/i18n/staff-offers";
import { dayOf, grouped, money } from "@/lib/format";
import { useApiList, useSend, type Row } from "@/lib/query";
import { toast } from "@/lib/say";
import { Empty } from "@/ui/Blank";
import { Button } from "@/ui/Button";
import { Chips } from "@/ui/Chips";
import { List } from "@/ui/List";
import { Tag, type Mood } from "@/ui/Tag";
import { ReasonSheet } from "../ReasonSheet";
import { useStaff } from "../use-staff";
import { lastDayAt } from "./days";
import { MallForm } from "./MallForm";
import { SkuName } from "./PickGoods";
import { useTemplate } from "./PickTemplate";
import { Refused } from "./Refused";
import "./offers.css";

/** Something that points are swapped for, as staff see it. */
export type MallItem = Row<"GET /v1/staff/points-mall">;
type State = MallItem["state"];

const states = ["draft", "published", "ended"] as const;
const moods: Record<State, Mood> = { draft: "info", published: "good", ended: "quiet" };
const touched = ["GET /v1/staff/points-mall", "GET /v1/points-mall"] as const;

/** What points are swapped for: written, published, ended. */
export function MallDesk() {
  const t = useTexts(staffOfferTexts);
  const { can } = useStaff();
  const [state, setState] = useState<State | "all">("all");
  const [written, setWritten] = useState<MallItem | "new" | null>(null);
  const list = useApiList(
    "GET /v1/staff/points-mall",
    { query: state === "all" ? {} : { state } },
    { keepsLast: true },
  );
  if (written !== null)
    return <MallForm item={written === "new" ? null : written} onDone={() => setWritten(null)} />;
  return (
    <View className="nd-stack">
      <View className="nd-row nd-row--between nd-row--wrap">
        <Chips
          choices={(["all", ...states] as const).map((key) => ({
            key,
            text: key === "all" ? t("all") : t(`c_${key}`),
          }))}
          chosen={state}
          onChoose={setState}
        />
        {can("points.policy") && (
          <Button isSmall look="main" id="new-mall" onTap={() => setWritten("new")}>
            {t("newMall")}
          </Button>
        )}
      </View>
      <List
        list={list}
        className="offers-cards"
        keyOf={({ mallItemId }) => mallItemId}
        empty={<Empty mark="star" text={t("noMall")} note={t("noMallNote")} />}
        render={(item) => <ItemCard item={item} onEdit={() => setWritten(item)} />}
      />
    </View>
  );
}

function ItemCard({ item, onEdit }: Readonly<{ item: MallItem; onEdit: () => void }>) {
  const t = useTexts(staffOfferTexts);
  const words = useDateWords();
  const { can } = useStaff();
  const [isEnding, setEnding] = useState(false);
  const template = useTemplate(item.what.kind === "coupon" ? item.what.templateId : null);
  const publish = useSend("POST /v1/staff/points-mall/:mallItemId/publish", touched);
  const end = useSend("POST /v1/staff/points-mall/:mallItemId/end", touched);
  const params = { mallItemId: item.mallItemId };
  const { version } = item;
  const priceFen = item.priceFen ?? 0;
  const stock = item.stock ?? null;
  return (
    <View className="nd-card nd-stack">
      <View className="nd-row nd-row--between">
        <Text className="nd-strong nd-grow nd-clip">{item.title}</Text>
        <Tag text={t(`c_${item.state}`)} mood={moods[item.state]} />
      </View>
      <View className="nd-second">
        {item.what.kind === "product" ? (
          <SkuName skuId={item.what.skuId} />
        ) : (
          <Text>{template?.name ?? "…"}</Text>
        )}
      </View>
      <View className="nd-row nd-row--between">
        <Text>
          {t("mallPoints", { n: grouped(item.points) })}
          {priceFen === 0 ? "" : ` + ${money(priceFen)}`}
        </Text>
        <Text className="nd-note">
          {stock === null
            ? t("mallTaken", { n: grouped(item.taken) })
            : t("mallTakenOf", { n: grouped(item.taken), all: grouped(stock) })}
        </Text>
      </View>
      <Text className="nd-note">
        {t("days", { from: dayOf(item.from, words), until: dayOf(lastDayAt(item.until), words) })}
      </Text>
      <Refused error={publish.error} />
      {can("points.policy") && item.state !== "ended" && (
        <View className="nd-row nd-row--wrap">
          {item.state === "draft" && (
            <>
              <Button
                isSmall
                look="main"
                isBusy={publish.isPending}
                onTap={() =>
                  publish.mutate(
                    { params, body: { version } },
                    { onSuccess: () => toast(t("publishedDone")) },
                  )
                }
              >
                {t("to_published")}
              </Button>
              <Button isSmall onTap={onEdit}>
                {t("editDraft")}
              </Button>
            </>
          )}
          <Button isSmall look="danger" onTap={() => setEnding(true)}>
            {t("to_ended")}
          </Button>
        </View>
      )}
      {isEnding && (
        <ReasonSheet
          isOpen
          isDanger
          title={item.title}
          text={t("mallEndText")}
          label={t("why")}
          action={t("to_ended")}
          isBusy={end.isPending}
          error={end.error}
          onSend={(reason) =>
            end.mutate(
              { params, body: { version, reason } },
              {
                onSuccess: () => {
                  toast(t("done"));
                  setEnding(false);
                },
              },
            )
          }
          onClose={() => setEnding(false)}
        />
      )}
    </View>
  );
}
