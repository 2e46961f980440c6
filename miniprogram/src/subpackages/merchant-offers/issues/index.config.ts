export default definePageConfig({ navigationBarTitleText: "批量发券" });
