import type { ReactNode } from "react";
import { Tap } from "./Tap";

type Props = {
  children: ReactNode;
  onTap: () => void;
  /** `main` is the one main action of a page. */
  look?: "main" | "soft" | "plain" | "danger";
  isSmall?: boolean;
  isBlock?: boolean;
  isDisabled?: boolean;
  /** Under way: further taps do nothing. */
  isBusy?: boolean;
  label?: string;
  id?: string;
};

/** A button that names what it does. */
export function Button({
  children,
  onTap,
  look = "plain",
  isSmall = false,
  isBlock = false,
  isDisabled = false,
  isBusy = false,
  label,
  id,
}: Readonly<Props>) {
  const classes = ["nd-button", `nd-button--${look}`];
  if (isSmall) classes.push("nd-button--small");
  if (isBlock) classes.push("nd-button--block");
  return (
    <Tap
      className={classes.join(" ")}
      onTap={onTap}
      isDisabled={isDisabled || isBusy}
      {...(label === undefined ? {} : { label })}
      {...(id === undefined ? {} : { id })}
    >
      {children}
    </Tap>
  );
}
