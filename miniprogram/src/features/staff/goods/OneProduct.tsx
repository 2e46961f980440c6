import { View } from "@tarojs/components";
import { useState } from "react";
import { useApi, refresh } from "@/lib/query";
import { Failure } from "@/ui/Blank";
import { Skeleton } from "@/ui/Skeleton";
import { ProductEditor } from "./ProductEditor";

/** One product by its number, or a new one without. */
export function OneProduct({ productId }: Readonly<{ productId: string | null }>) {
  const [round, setRound] = useState(0);
  const product = useApi(
    "GET /v1/staff/products/:productId",
    { params: { productId: productId ?? "" } },
    { isOn: productId !== null },
  );
  const handleTheirs = () =>
    void refresh(["GET /v1/staff/products/:productId"]).then(() => setRound(round + 1));
  if (productId === null) return <ProductEditor product={null} onTheirs={handleTheirs} />;
  if (product.data !== undefined)
    return (
      <View>
        <ProductEditor key={round} product={product.data} onTheirs={handleTheirs} />
      </View>
    );
  if (product.error !== null)
    return <Failure error={product.error} onRetry={() => void product.refetch()} />;
  return <Skeleton heights={[320, 400, 320]} />;
}
