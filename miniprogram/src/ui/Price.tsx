import { Text } from "@tarojs/components";
import { money, yuan } from "@/lib/format";

type Props = { fen: number; look?: "price" | "large" | "plain" | "struck" };

/** Money as a price: small ¥, small decimals. */
export function Price({ fen, look = "price" }: Readonly<Props>) {
  const [whole = "0", cents = "00"] = yuan(Math.abs(fen)).split(".");
  return (
    <Text className={`nd-price nd-price--${look}`} {...{ "aria-label": money(fen) }}>
      <Text className="nd-price__small">{fen < 0 ? "-¥" : "¥"}</Text>
      {whole}
      <Text className="nd-price__small">.{cents}</Text>
    </Text>
  );
}
