import { DemoLogin } from "./DemoLogin";
import { PhoneLogin } from "./PhoneLogin";

/** How one logs in in a browser: by phone, and in a demo shop as one of its people. */
export function LoginParts({ onDone }: Readonly<{ onDone: () => void }>) {
  return (
    <>
      <PhoneLogin onDone={onDone} />
      <DemoLogin onDone={onDone} />
    </>
  );
}
