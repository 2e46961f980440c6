export default definePageConfig({ navigationBarTitleText: "专属价格" });
