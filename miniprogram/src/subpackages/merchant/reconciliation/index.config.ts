export default definePageConfig({ navigationBarTitleText: "支付与对账" });
