import { useState } from "react";
import { useTexts } from "@/i18n";
import { staffOfferTexts } from "@/i18n/staff-offers";
import { Refusal } from "@/lib/api";
import { parseYuan } from "@/lib/format";
import { kept } from "@/lib/storage";

/** What can be wrong with what was typed, before anybody is asked. */
export type Fault = "badYuan" | "badWhole" | "badPercent" | "needed";

/** What is wrong, by the place in the body that it would have been sent at. */
export type Faults = Readonly<Record<string, Fault>>;

/** What fields say is wrong with them: their own fault, or the server's. */
export type FaultAt = (pointer: string) => string | null;

/**
 * Reads typed texts into what a body takes and notes, by pointer, whatever cannot be read; then the body must not be
 * sent.
 */
export function reader() {
  const faults: Record<string, Fault> = {};
  const bad = <Value>(pointer: string, fault: Fault, value: Value): Value => {
    faults[pointer] = fault;
    return value;
  };
  const yuan = (pointer: string, text: string): number =>
    parseYuan(text) ?? bad(pointer, "badYuan", 0);
  const whole = (pointer: string, text: string, min = 0): number => {
    const number = /^\d{1,9}$/.test(text.trim()) ? Number(text) : -1;
    return number >= min ? number : bad(pointer, "badWhole", min);
  };
  return {
    faults: faults as Faults,
    /** Yuan as whole fen. */
    yuan,
    yuanOrNull: (pointer: string, text: string): number | null =>
      text.trim() === "" ? null : yuan(pointer, text),
    whole,
    wholeOrNull: (pointer: string, text: string, min = 1): number | null =>
      text.trim() === "" ? null : whole(pointer, text, min),
    /** Percent, as basis points. */
    percent: (pointer: string, text: string): number =>
      parseYuan(text.replace(/[%％]/, "")) ?? bad(pointer, "badPercent", 0),
    words: (pointer: string, text: string): string =>
      text.trim() === "" ? bad(pointer, "needed", "") : text.trim(),
    chosen: (pointer: string, id: string | null): string => id ?? bad(pointer, "needed", ""),
    some: <Item>(pointer: string, items: readonly Item[], min = 1): Item[] =>
      items.length < min ? bad(pointer, "needed", [...items]) : [...items],
  };
}

/** Basis points as percent are typed: 8800 → `88`. */
export const percentInput = (bps: number): string => String(bps / 100);

/** Whether anything was found that cannot be read. */
export const isFaulty = (faults: Faults): boolean => Object.keys(faults).length > 0;

/** Fields' own faults first, then what the server said about that place. */
export function useFaultAt(faults: Faults | null, error: unknown): FaultAt {
  const t = useTexts(staffOfferTexts);
  return (pointer) => {
    const own = faults?.[pointer];
    if (own !== undefined) return t(own);
    if (!(error instanceof Refusal)) return null;
    return error.issues.find((issue) => issue.pointer === pointer)?.detail ?? null;
  };
}

/** Everything the server found wrong, as sentences, each once. */
export function sentencesOf(error: unknown, away: string): readonly string[] {
  if (!(error instanceof Refusal)) return [away];
  const details = error.issues.map(({ detail }) => detail).filter((text) => text !== "");
  return details.length === 0 ? [error.message] : [...new Set(details)];
}

/** A form whose typed texts stay on the phone until they have been sent. */
export function useDraft<Form extends object>(
  name: string,
  initial: Form,
): readonly [form: Form, change: (part: Partial<Form>) => void, forget: () => void] {
  const [place] = useState(() => kept<Form | null>(`draft.${name}`, null));
  const [form, setForm] = useState<Form>(() => ({ ...initial, ...place.get() }));
  const change = (part: Partial<Form>) =>
    setForm((now) => {
      const next = { ...now, ...part };
      place.set(next);
      return next;
    });
  return [
    form,
    change,
    () => {
      place.set(null);
      setForm(initial);
    },
  ];
}

/** The list with one item taken out or put in. */
export const turned = <Item>(list: readonly Item[], item: Item): readonly Item[] =>
  list.includes(item) ? list.filter((one) => one !== item) : [...list, item];
