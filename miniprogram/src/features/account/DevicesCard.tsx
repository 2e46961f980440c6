import { View } from "@tarojs/components";
import { useState } from "react";
import { useDateWords, useTexts } from "@/i18n";
import { privacyTexts } from "@/i18n/account";
import { uiTexts } from "@/i18n/ui";
import { when } from "@/lib/format";
import { toast } from "@/lib/say";
import { Failure } from "@/ui/Blank";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Confirm } from "@/ui/Confirm";
import { Skeleton } from "@/ui/Skeleton";
import { Tag } from "@/ui/Tag";
import { deviceName, useDevices, useEndDevice, type Device } from "./use-privacy";
import "./account.css";

/** Where one is logged in, and ending what one does not know. */
export function DevicesCard() {
  const t = useTexts(privacyTexts);
  const ui = useTexts(uiTexts);
  const words = useDateWords();
  const devices = useDevices();
  const end = useEndDevice();
  const [leaving, setLeaving] = useState<Device | null>(null);
  const nameOf = ({ userAgent }: Device) => deviceName(userAgent) ?? t("otherDevice");
  const handleEnd = () => {
    if (leaving === null) return;
    end.mutate(
      { params: { sessionId: leaving.sessionId } },
      {
        onSuccess: () => {
          setLeaving(null);
          toast(t("ended"));
        },
      },
    );
  };
  return (
    <Card title={t("devices")}>
      {devices.isLoading && <Skeleton heights={[88, 88]} />}
      {devices.error !== null && devices.items.length === 0 && (
        <Failure error={devices.error} onRetry={devices.retry} />
      )}
      {devices.items.map((device) => (
        <View key={device.sessionId} className="account-item">
          <View className="nd-grow">
            <View>{nameOf(device)}</View>
            <View className="nd-note">{t("since", { when: when(device.createdAt, words) })}</View>
          </View>
          {device.isCurrent ? (
            <Tag text={t("current")} mood="good" />
          ) : (
            <Button isSmall onTap={() => setLeaving(device)}>
              {t("end")}
            </Button>
          )}
        </View>
      ))}
      {devices.hasMore && (
        <Button isSmall isBlock isBusy={devices.isLoadingMore} onTap={devices.more}>
          {ui("loadMore")}
        </Button>
      )}
      <Confirm
        isOpen={leaving !== null}
        title={t("endTitle")}
        text={leaving === null ? "" : t("endText", { device: nameOf(leaving) })}
        action={t("end")}
        isDanger
        isBusy={end.isPending}
        error={end.error}
        onConfirm={handleEnd}
        onClose={() => setLeaving(null)}
      />
    </Card>
  );
}
