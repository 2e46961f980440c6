export default definePageConfig({ navigationBarTitleText: "会员负债" });
