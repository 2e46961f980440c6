import { View } from "@tarojs/components";
import { useTexts } from "@/i18n";
import { staffHomeTexts } from "@/i18n/staff-home";
import { Button } from "@/ui/Button";

/** How a row of an arrangement is moved and taken away. */
export type Moving = {
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly onMove: (by: -1 | 1) => void;
  readonly onRemove: () => void;
};

type Props = Moving & { name: string; onEdit?: () => void };

/** The buttons of such a row, each saying which one it is about. */
export function MoveButtons({ name, isFirst, isLast, onMove, onEdit, onRemove }: Readonly<Props>) {
  const t = useTexts(staffHomeTexts);
  return (
    <View className="nd-row nd-row--wrap">
      <Button isSmall isDisabled={isFirst} label={t("upOf", { name })} onTap={() => onMove(-1)}>
        {t("up")}
      </Button>
      <Button isSmall isDisabled={isLast} label={t("downOf", { name })} onTap={() => onMove(1)}>
        {t("down")}
      </Button>
      {onEdit !== undefined && (
        <Button isSmall label={t("editOf", { name })} onTap={onEdit}>
          {t("edit")}
        </Button>
      )}
      <Button isSmall label={t("removeOf", { name })} onTap={onRemove}>
        {t("remove")}
      </Button>
    </View>
  );
}
