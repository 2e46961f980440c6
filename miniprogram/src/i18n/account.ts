import { texts } from "./index";

/** Words of logging in. */
export const loginTexts = texts({
  welcome: ["欢迎来到{shop}", "Welcome to {shop}"],
  why: [
    "登录后能下单、积分、领券，购物车里的东西也会跟过来",
    "Logged in you can order, collect points and hold coupons; your cart comes along",
  ],
  phone: ["手机号", "Phone"],
  phoneHint: ["11 位手机号", "11 digits"],
  phoneFault: ["请填写 11 位手机号", "Please enter an 11-digit mobile number"],
  code: ["短信验证码", "Code by SMS"],
  codeHint: ["6 位数字，5 分钟内有效", "6 digits, good for 5 minutes"],
  codeFault: ["请填写短信里的 6 位数字", "Please enter the 6 digits of the message"],
  send: ["获取验证码", "Send code"],
  sendAgain: ["重新获取", "Send again"],
  wait: ["{seconds} 秒后可重发", "Again in {seconds} s"],
  sent: ["验证码已发到 {phone}", "A code is on its way to {phone}"],
  tooOften: [
    "发得太勤了：同一手机号每分钟一条、每天十条，请稍后再试",
    "Too many codes: one a minute and ten a day for one phone. Please wait a moment",
  ],
  agree: ["我已阅读并同意{title}", "I have read and agree to: {title}"],
  agreeNew: [
    "第一次来的手机号会成为会员，登录前请先勾选同意",
    "A phone that is new here becomes a member: please tick first",
  ],
  agreeFirst: [
    "您是第一次来，请先阅读并勾选下面的说明",
    "You are new here: please read and tick below",
  ],
  logIn: ["登录", "Log in"],
  away: [
    "网络不通，或店里暂时没有答复，请再试一次",
    "No connection, or no answer. Please try again",
  ],
  demo: ["演示店铺", "Demo shop"],
  demoNote: [
    "这里的微信、短信和钱都是本地的，一键就能以这些人登录",
    "WeChat, messages and money are local here: log in as one of these people",
  ],
  inbox: ["打开短信收件箱", "Open the SMS inbox"],
  inboxNote: ["验证码会到这里，不会真的发出", "Codes arrive here, none is really sent"],
  demoLogin: ["演示登录：{name}", "Demo: {name}"],
  staffLogin: ["到员工登录：{name}", "Staff: {name}"],
  wechat: ["用微信登录", "Log in with WeChat"],
  wechatNote: [
    "打开小程序时已经自动登录；没有成功时请点这里再试",
    "You are usually logged in by opening; if that failed, try here",
  ],
  bindTitle: ["绑定手机号，成为会员", "Bind your phone, become a member"],
  bindNote: [
    "手机号用来认出您：在别的门店买过的记录会归到您名下",
    "By your phone we know you: what you bought elsewhere with us comes to you",
  ],
  bind: ["用微信手机号绑定", "Bind the phone of WeChat"],
  bindRefused: [
    "您没有授权手机号。不绑定也可以继续逛和下单，想好了再来",
    "You did not share your phone. You can go on without, and come back any time",
  ],
  bindQuota: ["微信暂时给不出手机号，请稍后再试", "WeChat cannot give the phone just now"],
  agreeBind: ["请先阅读并勾选会员服务说明", "Please read and tick the membership terms first"],
  done: ["您已登录", "You are logged in"],
  goOn: ["继续", "Go on"],
  loggedIn: ["已登录", "Logged in"],
});

/** Words of the privacy gate. */
export const gateTexts = texts({
  title: ["先看一下隐私指引", "The privacy guide first"],
  text: [
    "接下来要用到您的手机号、地址或图片。我们只在您看到的用途里使用，您可以随时在「隐私中心」撤回。",
    "Next your phone, address or pictures are needed. They are used for nothing but what you see, and you can take it back in the privacy centre.",
  ],
  read: ["阅读《用户隐私保护指引》", "Read the privacy guide"],
  agree: ["同意并继续", "Agree and go on"],
  refuse: ["先不同意", "Not now"],
});
