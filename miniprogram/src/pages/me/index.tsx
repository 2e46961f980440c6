import { Screen } from "@/ui/Screen";

/** A tab page. */
export default function Page() {
  return <Screen />;
}
