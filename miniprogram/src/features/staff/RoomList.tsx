import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { staffTexts } from "@/i18n/staff";
import { leaveStaff } from "@/lib/login";
import { go, replaceBy, type PageName } from "@/lib/routes";
import { Confirm } from "@/ui/Confirm";
import { Tap } from "@/ui/Tap";
import { roleOf } from "@/ui/role";
import { roomGroups } from "./rooms";
import type { Staff } from "./use-staff";

type Props = { staff: Staff; room: PageName; onGo: () => void };

/** The rooms that this person may enter, who they are, and the way out. */
export function RoomList({ staff, room, onGo }: Readonly<Props>) {
  const t = useTexts(staffTexts);
  const [isLeaving, setLeaving] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const groups = roomGroups
    .map((group) => ({
      ...group,
      rooms: group.rooms.filter(({ permission }) => staff.can(permission)),
    }))
    .filter(({ rooms }) => rooms.length > 0);

  const handleGo = (page: PageName) => {
    onGo();
    replaceBy(page);
  };
  const handleLeave = () => {
    setBusy(true);
    void leaveStaff();
  };

  return (
    <View className="staff-rooms" {...roleOf("navigation", { "aria-label": t("rooms") })}>
      {staff.me !== null && (
        <View className="staff-rooms__me">
          <Text className="nd-strong">{staff.me.name}</Text>
          <Text className="nd-note">{staff.me.roles.map((role) => t(role)).join(" · ")}</Text>
        </View>
      )}
      {groups.map(({ text, rooms }) => (
        <View key={text} className="staff-rooms__group">
          {rooms.length > 1 && <Text className="nd-note">{t(text)}</Text>}
          <View className="staff-rooms__list">
            {rooms.map(({ page, text: name }) => (
              <Tap
                key={page}
                role="link"
                className={`staff-room ${page === room ? "staff-room--on" : ""}`}
                onTap={() => handleGo(page)}
              >
                {t(name)}
              </Tap>
            ))}
          </View>
        </View>
      ))}
      <View className="staff-rooms__group">
        <View className="staff-rooms__list">
          <Tap role="link" className="staff-room" onTap={() => go("home")}>
            {t("shop")}
          </Tap>
          {staff.isLoggedIn && (
            <Tap className="staff-room" id="staff-leave" onTap={() => setLeaving(true)}>
              {t("logOut")}
            </Tap>
          )}
        </View>
      </View>
      <Confirm
        isOpen={isLeaving}
        title={t("logOut")}
        text={t("logOutText")}
        action={t("logOut")}
        isBusy={isBusy}
        onConfirm={handleLeave}
        onClose={() => setLeaving(false)}
      />
    </View>
  );
}
