import { Text, View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { goodsTexts } from "@/i18n/staff-goods";
import { sentenceOf } from "@/lib/query";
import { Button } from "@/ui/Button";
import { Notice } from "@/ui/Notice";
import { Picture } from "@/ui/Picture";
import { Tag } from "@/ui/Tag";
import { mediaPath, useUpload } from "./use-upload";

const MOST = 9;
type Props = { mediaIds: readonly string[]; onChange: (change: Change) => void };
type Change = (mediaIds: readonly string[]) => readonly string[];

/** The pictures of a product: uploaded, put first, removed. */
export function PicturesField({ mediaIds, onChange }: Readonly<Props>) {
  const t = useTexts(goodsTexts);
  const upload = useUpload((mediaId) => onChange((before) => [...before, mediaId]));
  return (
    <View className="nd-stack">
      <Text className="nd-note">{t("picturesHint")}</Text>
      <View className="staff-pictures">
        {mediaIds.map((mediaId, at) => (
          <View key={mediaId} className="nd-stack">
            <Picture url={mediaPath(mediaId)} alt={`${t("pictures")} ${at + 1}`} />
            {at === 0 ? (
              <Tag text={t("cover")} mood="brand" />
            ) : (
              <Button
                isSmall
                onTap={() =>
                  onChange((before) => [mediaId, ...before.filter((one) => one !== mediaId)])
                }
              >
                {t("makeCover")}
              </Button>
            )}
            <Button
              isSmall
              onTap={() => onChange((before) => before.filter((one) => one !== mediaId))}
            >
              {t("remove")}
            </Button>
          </View>
        ))}
      </View>
      {upload.error !== null && <Notice mood="bad">{sentenceOf(upload.error, t("away"))}</Notice>}
      {mediaIds.length < MOST && (
        <Button
          isSmall
          look="soft"
          id="product-picture"
          isBusy={upload.isBusy}
          onTap={() => upload.choose(MOST - mediaIds.length)}
        >
          {t(upload.isBusy ? "uploading" : "addPicture")}
        </Button>
      )}
    </View>
  );
}
