export default definePageConfig({ navigationBarTitleText: "收券" });
