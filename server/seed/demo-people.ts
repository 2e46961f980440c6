/** The owner of the demo shop; the password is for development only. */
export const demoOwner = { name: "林店主", login: "owner", password: "Nuan-Dian-8787" } as const;

/** Staff of the demo shop; the password is for development only. */
export const demoStaff = { name: "小周", login: "staff", password: "Xiao-Zhou-8787" } as const;

/** The shopper of the demo shop: in the local WeChat by openid, in the shop's books by phone. */
export const demoShopper = {
  name: "苏晚晴",
  openid: "oDemoShopper0000000000000001",
  phone: "19900000001",
  birthday: "1993-10-18",
} as const;

/** One person as the start page introduces them. */
type DemoPerson = {
  readonly role: string;
  readonly name: string;
  readonly keys: readonly (readonly [name: string, value: string])[];
  readonly hint: string;
};

/** The people of the demo shop, as they are introduced. */
export const demoPeople: readonly DemoPerson[] = [
  {
    role: "顾客",
    name: demoShopper.name,
    keys: [["openid", demoShopper.openid]],
    hint: "再买一百多元就从「常客」升为「熟客」",
  },
  {
    role: "店主",
    name: demoOwner.name,
    keys: [
      ["登录名", demoOwner.login],
      ["密码", demoOwner.password],
    ],
    hint: "看得到成本、审计与全部设置",
  },
  {
    role: "店员",
    name: demoStaff.name,
    keys: [
      ["登录名", demoStaff.login],
      ["密码", demoStaff.password],
    ],
    hint: "发货、核销自提、处理退款",
  },
];
