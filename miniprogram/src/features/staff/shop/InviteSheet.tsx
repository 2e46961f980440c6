import { Text } from "@tarojs/components";
import { useState } from "react";
import { useTexts } from "@/i18n";
import { staffShopTexts } from "@/i18n/staff-shop";
import { platform } from "@/lib/platform";
import { useSend } from "@/lib/query";
import { pathOf } from "@/lib/routes";
import { toast } from "@/lib/say";
import { Button } from "@/ui/Button";
import { Confirm } from "@/ui/Confirm";
import { Field } from "@/ui/Field";
import { Notice } from "@/ui/Notice";
import { Sheet } from "@/ui/Sheet";
import { PostFields, type Post } from "./PostFields";

/** Invites a colleague; the invitation is shown once and works once. */
export function InviteSheet({ onClose }: Readonly<{ onClose: () => void }>) {
  const t = useTexts(staffShopTexts);
  const [name, setName] = useState("");
  const [post, setPost] = useState<Post>({ roles: [], storeIds: null });
  const invite = useSend("POST /v1/staff/invitations", ["GET /v1/staff/invitations"]);
  if (invite.data !== undefined) {
    const path = pathOf("staffLogin", { token: invite.data.token });
    const link = platform.linkTo(path) ?? path;
    return (
      <Sheet isOpen title={t("invite")} onClose={onClose}>
        <Notice mood="good">{t("inviteReady")}</Notice>
        <Text className="staff-words">{link}</Text>
        <Button
          look="main"
          isBlock
          onTap={() => void platform.copy(link).then(() => toast(t("copied")))}
        >
          {t("copy")}
        </Button>
      </Sheet>
    );
  }
  return (
    <Confirm
      isOpen
      title={t("invite")}
      action={t("inviteDo")}
      isBusy={invite.isPending}
      isDisabled={name.trim() === "" || post.roles.length === 0}
      error={invite.error}
      onConfirm={() =>
        invite.mutate({
          body: {
            name: name.trim(),
            roles: [...post.roles],
            storeIds: post.storeIds === null ? null : [...post.storeIds],
          },
        })
      }
      onClose={onClose}
    >
      <Field label={t("inviteName")} value={name} maxLength={30} onInput={setName} />
      <PostFields post={post} onChange={setPost} />
    </Confirm>
  );
}
