import { acceptInvitation, createOwner, inviteStaff } from "../modules/identity/index.ts";
import type { World } from "../world.ts";
import { demoOwner, demoStaff } from "./demo-people.ts";
import { earlier, OPENED_DAYS_AGO, seeder } from "./earlier.ts";

/** Gives the demo shop its owner and a member of staff, who comes by invitation like everybody. */
export async function hireStaff(world: World): Promise<void> {
  const opening = earlier(world, OPENED_DAYS_AGO);
  await createOwner(opening, demoOwner);
  const { token } = await inviteStaff(opening, seeder, {
    name: demoStaff.name,
    roles: ["guide", "service", "cashier"],
    storeIds: null,
  });
  const { login, password } = demoStaff;
  await acceptInvitation(opening, { token, login, password, userAgent: "seed" });
}
