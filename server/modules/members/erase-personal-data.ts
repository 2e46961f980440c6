import type { World } from "../../world.ts";
import { Consents } from "./consent.model.ts";
import { Identities, Members } from "./member.model.ts";
import { PhoneCodes } from "./phone/phone-code.model.ts";

/**
 * Deletes, in the caller's transaction, what says who a member is: name, phone, birthday, numbers of other systems,
 * WeChat accounts and consents, also of the records that became part of theirs. The empty record stays, because orders
 * name it; who looked at what stays as well.
 */
export async function erasePersonalData(world: World, memberId: string): Promise<void> {
  const merged = await Members.find({ mergedInto: memberId }, { _id: 1 }).lean();
  const memberIds = [memberId, ...merged.map(({ _id }) => _id)];
  const { phoneDigest = null } = (await Members.findById(memberId).lean()) ?? {};
  if (phoneDigest !== null) await PhoneCodes.deleteOne({ _id: phoneDigest });
  await Members.updateMany(
    { _id: { $in: memberIds } },
    {
      $set: {
        displayName: null,
        phoneSealed: null,
        phoneDigest: null,
        phoneMasked: null,
        birthday: null,
        externalId: null,
        joinedAt: null,
        importId: null,
        fills: [],
        erasedAt: world.clock.now(),
      },
    },
  );
  await Identities.deleteMany({ memberId: { $in: memberIds } });
  await Consents.deleteMany({ memberId: { $in: memberIds } });
}
