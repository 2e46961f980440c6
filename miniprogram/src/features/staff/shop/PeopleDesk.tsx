import { Text, View } from "@tarojs/components";
import { useState } from "react";
import { useDateWords, useTexts } from "@/i18n";
import { staffTexts } from "@/i18n/staff";
import { staffShopTexts } from "@/i18n/staff-shop";
import { when } from "@/lib/format";
import { sentenceOf, useApiList, useSend, type Row } from "@/lib/query";
import { Empty } from "@/ui/Blank";
import { Button } from "@/ui/Button";
import { List } from "@/ui/List";
import { Notice } from "@/ui/Notice";
import { Tabs } from "@/ui/Tabs";
import { Tag } from "@/ui/Tag";
import { ReasonSheet } from "../ReasonSheet";
import { useStaff } from "../use-staff";
import { useStores } from "../use-stores";
import { InviteSheet } from "./InviteSheet";
import { PostFields, type Post } from "./PostFields";

type Person = Row<"GET /v1/staff/people">;
type Invitation = Row<"GET /v1/staff/invitations">;

/** The shop's people: who may do what and where, who is invited, who has left. */
export function PeopleDesk() {
  const t = useTexts(staffShopTexts);
  const { can } = useStaff();
  const [part, setPart] = useState<"people" | "invitations">("people");
  const [isInviting, setInviting] = useState(false);
  const people = useApiList("GET /v1/staff/people");
  const mayManage = can("staff.manage");
  return (
    <View className="nd-stack">
      {mayManage && (
        <>
          <View className="nd-row">
            <Button isSmall look="main" onTap={() => setInviting(true)}>
              {t("invite")}
            </Button>
          </View>
          <Tabs
            tabs={[
              { key: "people", text: t("people") },
              { key: "invitations", text: t("invitations") },
            ]}
            chosen={part}
            onChoose={setPart}
          />
        </>
      )}
      {part === "people" ? (
        <List
          list={people}
          keyOf={({ staffId }) => staffId}
          empty={<Empty mark="people" text={t("noPeople")} />}
          render={(person) => <PersonCard person={person} />}
        />
      ) : (
        <Invitations />
      )}
      {isInviting && <InviteSheet onClose={() => setInviting(false)} />}
    </View>
  );
}

/** Roles and stores in words. */
function usePostWords(post: Pick<Person, "roles" | "storeIds">): string {
  const t = useTexts(staffShopTexts);
  const roles = useTexts(staffTexts);
  const { nameOf } = useStores();
  const where = post.storeIds === null ? t("allStores") : post.storeIds.map(nameOf).join("、");
  return `${post.roles.map((role) => roles(role)).join("、")} · ${where}`;
}

function PersonCard({ person }: Readonly<{ person: Person }>) {
  const t = useTexts(staffShopTexts);
  const { me, can } = useStaff();
  const [act, setAct] = useState<"change" | "turn" | null>(null);
  const words = usePostWords(person);
  return (
    <View className="nd-card nd-stack">
      <View className="nd-row nd-row--between nd-row--wrap">
        <View className="nd-row nd-row--wrap">
          <Text className="nd-strong">{person.name}</Text>
          {person.staffId === me?.staffId && <Tag text={t("you")} mood="brand" />}
          {person.isDisabled && <Tag text={t("disabled")} mood="bad" />}
        </View>
        <Text className="nd-note">{person.login ?? ""}</Text>
      </View>
      <Text className="nd-second">{words}</Text>
      {can("staff.manage") && (
        <View className="nd-row nd-row--wrap">
          <Button isSmall onTap={() => setAct("change")}>
            {t("change")}
          </Button>
          <Button isSmall onTap={() => setAct("turn")}>
            {t(person.isDisabled ? "enable" : "disable")}
          </Button>
        </View>
      )}
      {act === "change" && <ChangeSheet person={person} onClose={() => setAct(null)} />}
      {act === "turn" && <TurnSheet person={person} onClose={() => setAct(null)} />}
    </View>
  );
}

type SheetProps = Readonly<{ person: Person; onClose: () => void }>;

function ChangeSheet({ person, onClose }: SheetProps) {
  const t = useTexts(staffShopTexts);
  const [post, setPost] = useState<Post>({ roles: person.roles, storeIds: person.storeIds });
  const change = useSend("PATCH /v1/staff/people/:staffId", [
    "GET /v1/staff/people",
    "GET /v1/staff/me",
  ]);
  return (
    <ReasonSheet
      isOpen
      title={person.name}
      label={t("why")}
      action={t("change")}
      isBusy={change.isPending}
      isDisabled={post.roles.length === 0}
      error={change.error}
      onSend={(reason) =>
        change.mutate(
          {
            params: { staffId: person.staffId },
            body: {
              roles: [...post.roles],
              storeIds: post.storeIds === null ? null : [...post.storeIds],
              reason,
            },
          },
          { onSuccess: onClose },
        )
      }
      onClose={onClose}
    >
      <PostFields post={post} onChange={setPost} />
    </ReasonSheet>
  );
}

function TurnSheet({ person, onClose }: SheetProps) {
  const t = useTexts(staffShopTexts);
  const disable = useSend("POST /v1/staff/people/:staffId/disable", ["GET /v1/staff/people"]);
  const enable = useSend("POST /v1/staff/people/:staffId/enable", ["GET /v1/staff/people"]);
  const turn = person.isDisabled ? enable : disable;
  return (
    <ReasonSheet
      isOpen
      title={person.name}
      {...(person.isDisabled ? {} : { text: t("disableText") })}
      label={t("why")}
      action={t(person.isDisabled ? "enable" : "disable")}
      isDanger={!person.isDisabled}
      isBusy={turn.isPending}
      error={turn.error}
      onSend={(reason) =>
        turn.mutate(
          { params: { staffId: person.staffId }, body: { reason } },
          { onSuccess: onClose },
        )
      }
      onClose={onClose}
    />
  );
}

function Invitations() {
  const t = useTexts(staffShopTexts);
  const list = useApiList("GET /v1/staff/invitations");
  return (
    <List
      list={list}
      keyOf={({ invitationId }) => invitationId}
      empty={<Empty mark="people" text={t("noPeople")} />}
      render={(invitation) => <InvitationCard invitation={invitation} />}
    />
  );
}

function InvitationCard({ invitation }: Readonly<{ invitation: Invitation }>) {
  const t = useTexts(staffShopTexts);
  const words = useDateWords();
  const post = usePostWords(invitation);
  const cancel = useSend("POST /v1/staff/invitations/:invitationId/cancel", [
    "GET /v1/staff/invitations",
  ]);
  return (
    <View className="nd-card nd-stack">
      <View className="nd-row nd-row--between">
        <Text className="nd-strong">{invitation.name}</Text>
        <Tag text={t(invitation.state)} mood={invitation.state === "open" ? "info" : "quiet"} />
      </View>
      <Text className="nd-second">{post}</Text>
      <Text className="nd-note">{when(invitation.createdAt, words)}</Text>
      {invitation.state === "open" && (
        <Button
          isSmall
          isBusy={cancel.isPending}
          onTap={() => cancel.mutate({ params: { invitationId: invitation.invitationId } })}
        >
          {t("cancelInvitation")}
        </Button>
      )}
      {cancel.error !== null && <Notice mood="bad">{sentenceOf(cancel.error, t("away"))}</Notice>}
    </View>
  );
}
