import { useLaunch, usePageNotFound } from "@tarojs/taro";
import { QueryClientProvider } from "@tanstack/react-query";
import type { PropsWithChildren } from "react";
import { startSessions } from "@/lib/login";
import { queryClient } from "@/lib/query";
import { startOver } from "@/lib/routes";
import "@/ui/tokens.css";
import "@/ui/ui.css";

/** Boots the window: a silent login that nothing waits for, and one cache for what the server said. */
export default function App({ children }: PropsWithChildren) {
  useLaunch(startSessions);
  usePageNotFound(() => startOver());
  return <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>;
}
