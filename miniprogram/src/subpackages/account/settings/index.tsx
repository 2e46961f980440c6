import { View } from "@tarojs/components";
import {
  AboutCard,
  AccountCard,
  LeaveButton,
  LookCard,
  StaffDoor,
} from "@/features/account/SettingsCards";
import { Screen } from "@/ui/Screen";

/** Language, letters, log-out, the door for staff, and which shop this is. */
export default function SettingsPage() {
  return (
    <Screen>
      <View className="account-narrow">
        <AccountCard />
        <LookCard />
        <AboutCard />
        <LeaveButton />
        <StaffDoor />
      </View>
    </Screen>
  );
}
