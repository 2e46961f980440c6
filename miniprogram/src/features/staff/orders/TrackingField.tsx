import { useTexts } from "@/i18n";
import { staffOrderTexts } from "@/i18n/staff-orders";
import { platform } from "@/lib/platform";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";

/** Whether it can be a tracking number. */
export const isTracking = (text: string): boolean => /^[A-Za-z0-9-]{5,40}$/.test(text.trim());

/** The number on the parcel, typed or read by the camera. */
export function TrackingField({
  value,
  onInput,
}: Readonly<{ value: string; onInput: (value: string) => void }>) {
  const t = useTexts(staffOrderTexts);
  const handleScan = () =>
    void platform.scan().then((read) => {
      if (read !== null && read !== "absent") onInput(read.text.trim());
    });
  return (
    <Field
      label={t("trackingNo")}
      id="ship-tracking"
      value={value}
      onInput={onInput}
      maxLength={40}
      fault={value.trim() !== "" && !isTracking(value) ? t("trackingHint") : null}
      {...(platform.name === "weapp"
        ? {
            aside: (
              <Button isSmall onTap={handleScan}>
                {t("scan")}
              </Button>
            ),
          }
        : {})}
    />
  );
}
