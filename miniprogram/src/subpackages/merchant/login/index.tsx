import { useRouter } from "@tarojs/taro";
import { StaffLogin } from "@/features/staff/StaffLogin";
import { given } from "@/lib/routes";
import { Screen } from "@/ui/Screen";

/** The shop's people log in, or accept an invitation: `?token=` from a link, `?login=&password=` in the demo shop. */
export default function StaffLoginPage() {
  const { params } = useRouter();
  return (
    <Screen>
      <StaffLogin
        back={given(params, "back")}
        invitation={given(params, "token")}
        login={given(params, "login") ?? ""}
        password={given(params, "password") ?? ""}
      />
    </Screen>
  );
}
