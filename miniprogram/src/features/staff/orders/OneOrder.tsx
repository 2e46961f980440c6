import { useApi } from "@/lib/query";
import { Failure } from "@/ui/Blank";
import { Skeleton } from "@/ui/Skeleton";
import { OrderDetail } from "./OrderDetail";

/** One order by its number. */
export function OneOrder({ orderId }: Readonly<{ orderId: string }>) {
  const order = useApi("GET /v1/staff/orders/:orderId", { params: { orderId } });
  if (order.data !== undefined) return <OrderDetail order={order.data} />;
  if (order.error !== null)
    return <Failure error={order.error} onRetry={() => void order.refetch()} />;
  return <Skeleton heights={[200, 320, 240]} />;
}
