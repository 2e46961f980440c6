import { View } from "@tarojs/components";
import { useRouter } from "@tarojs/taro";
import { useEffect, useState, type PropsWithChildren, type ReactNode } from "react";
import type { Permission } from "@contract/permissions.ts";
import { useTexts } from "@/i18n";
import { staffTexts } from "@/i18n/staff";
import { platform } from "@/lib/platform";
import { goBack, pathOf, replaceBy, type PageName } from "@/lib/routes";
import { Empty, Failure } from "@/ui/Blank";
import { Screen } from "@/ui/Screen";
import { Sheet } from "@/ui/Sheet";
import { Skeleton } from "@/ui/Skeleton";
import { Tap } from "@/ui/Tap";
import { roleOf } from "@/ui/role";
import { RoomList } from "./RoomList";
import { roomOf } from "./rooms";
import { useStaff } from "./use-staff";
import { useWide } from "./use-wide";
import "./staff.css";

type Props = PropsWithChildren<{
  /** The room that is lit: the page itself, or the one that it belongs to. */
  room: PageName;
  title: string;
  /** A page inside of a room: one goes back from it. */
  isInner?: boolean;
  /** What one must be allowed beyond the room itself. */
  permission?: Permission;
  /** Small buttons beside the title. */
  aside?: ReactNode;
  /** The main action, always in reach. */
  bar?: ReactNode;
}>;

/**
 * A page of the merchant view: rooms at the left of a wide window or in a sheet on a phone, who is logged in, and the
 * content for those who may see it. It is drawn only when the role is known, so what is inside need not ask.
 */
export function MerchantPage({
  room,
  title,
  isInner = false,
  permission,
  aside,
  bar,
  children,
}: Readonly<Props>) {
  const t = useTexts(staffTexts);
  const staff = useStaff();
  const isWide = useWide();
  const [isOpen, setOpen] = useState(false);
  useLoginFirst(staff.isLoggedIn);
  const needed = [roomOf(room)?.permission, permission].filter((one) => one !== undefined);
  const isAllowed = staff.me !== null && needed.every((one) => staff.can(one));

  const content = () => {
    if (staff.error !== null) return <Failure error={staff.error} onRetry={staff.retry} />;
    if (staff.me === null) return <Skeleton heights={[180, 320, 320]} />;
    if (isAllowed) return children;
    return (
      <Empty
        mark="lock"
        text={t("forbidden")}
        note={t("forbiddenNote")}
        next={{ text: t("toToday"), onTap: () => replaceBy("today") }}
      />
    );
  };

  return (
    <View className={isWide ? "staff-wide" : "staff-phone"}>
      <Screen hasOwnHead isWide={isWide} {...(bar !== undefined && isAllowed ? { bar } : {})}>
        <View className="staff-frame">
          {isWide && (
            <View className="staff-rail">
              <RoomList staff={staff} room={room} onGo={() => undefined} />
            </View>
          )}
          <View className="staff-main">
            <View className="staff-head">
              {isInner && platform.name === "h5" && (
                <Tap className="staff-head__back" label={t("back")} onTap={() => goBack(room)}>
                  ‹
                </Tap>
              )}
              <View className="nd-page-title nd-grow" {...roleOf("heading", { "aria-level": "1" })}>
                {title}
              </View>
              {aside}
              {!isWide && (
                <Tap
                  className="staff-head__rooms"
                  label={t("openRooms")}
                  id="staff-rooms"
                  onTap={() => setOpen(true)}
                >
                  ≡
                </Tap>
              )}
            </View>
            {content()}
          </View>
        </View>
        <Sheet isOpen={isOpen} title={t("rooms")} onClose={() => setOpen(false)}>
          <RoomList staff={staff} room={room} onGo={() => setOpen(false)} />
        </Sheet>
      </Screen>
    </View>
  );
}

/** Whoever is not logged in logs in first, and comes back here. */
function useLoginFirst(isLoggedIn: boolean): void {
  const { path, params } = useRouter();
  useEffect(() => {
    if (isLoggedIn) return;
    const known = Object.entries(params).filter(
      ([name]) => !name.startsWith("$") && name !== "stamp",
    );
    const query = known.map(([name, value]) => `${name}=${encodeURIComponent(value ?? "")}`);
    const here = `/${path.replace(/^\//, "").split("?")[0] ?? ""}`;
    const back = query.length === 0 ? here : `${here}?${query.join("&")}`;
    replaceBy("staffLogin", back === pathOf("today") ? {} : { back });
  }, [isLoggedIn]);
}
