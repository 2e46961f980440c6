import { assert } from "../../kernel/errors.ts";
import type { World } from "../../world.ts";
import { findOrCreateImportedMembers } from "../members/index.ts";
import type { FilePerson } from "./read-person.ts";

const PEOPLE_REMEMBERED = 200_000;

/**
 * Finds the members of the people of a file, batch by batch, and makes those who are not known; those met before in the
 * file are remembered.
 * @param importId marks who is made; null only looks, and gives the people's own keys in place of ids.
 * @param told of how many were made.
 */
export function memberFinder(
  world: World,
  importId: string | null,
  told: (created: number) => void,
): (people: readonly FilePerson[]) => Promise<string[]> {
  const remembered = new Map<string, string>();
  const keyOf = (person: FilePerson): string => `${person.externalId ?? ""} ${person.phone ?? ""}`;
  return async (people) => {
    if (importId === null) return people.map(keyOf);
    if (remembered.size > PEOPLE_REMEMBERED) remembered.clear();
    const unknown = new Map(
      people
        .filter((person) => !remembered.has(keyOf(person)))
        .map((person) => [keyOf(person), { ...person, birthday: null }]),
    );
    if (unknown.size > 0) {
      const found = await findOrCreateImportedMembers(world, [...unknown.values()], importId);
      for (const [index, key] of [...unknown.keys()].entries()) {
        const member = found[index];
        assert(member !== undefined, "every person asked for is found");
        remembered.set(key, member.memberId);
      }
      told(found.filter((member) => member.isNew).length);
    }
    return people.map((person) => remembered.get(keyOf(person)) ?? "");
  };
}
