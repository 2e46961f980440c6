import type { MemberBirthday } from "../members/index.ts";

const chinese = new Intl.DateTimeFormat("en-u-ca-chinese-nu-latn", {
  month: "numeric",
  timeZone: "UTC",
});

/**
 * Whether a day lies in somebody's birthday month, in the calendar in which they keep it; a lunar leap month counts
 * as its month, so that nobody waits years for one.
 */
export function isBirthdayMonth(birthday: MemberBirthday, day: string): boolean {
  const month =
    birthday.calendar === "solar"
      ? Number(day.slice(5, 7))
      : Number.parseInt(
          chinese
            .formatToParts(new Date(`${day}T00:00:00.000Z`))
            .find((part) => part.type === "month")?.value ?? "",
          10,
        );
  return month === birthday.month;
}
