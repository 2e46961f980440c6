import { View } from "@tarojs/components";
import { useApi } from "@/lib/query";
import { Failure } from "@/ui/Blank";
import { Card } from "@/ui/Card";
import { Picture } from "@/ui/Picture";
import { Price } from "@/ui/Price";
import { Screen } from "@/ui/Screen";
import { Skeleton } from "@/ui/Skeleton";

/** The tab page that one sees first. */
export default function HomePage() {
  const home = useApi("GET /v1/home", {}, { isKept: true });
  if (home.isPending)
    return (
      <Screen>
        <Skeleton heights={[320, 200, 480]} />
      </Screen>
    );
  if (home.error !== null && home.data === undefined)
    return (
      <Screen>
        <Failure error={home.error} onRetry={() => void home.refetch()} />
      </Screen>
    );
  return (
    <Screen>
      <View className="nd-grid">
        {home.data.picks.map((product) => (
          <Card key={product.productId}>
            <Picture url={product.pictureUrl} alt="" />
            <View className="nd-clip">{product.title}</View>
            <Price fen={product.priceFromFen} />
          </Card>
        ))}
      </View>
    </Screen>
  );
}
