import { useSyncExternalStore } from "react";

/** A small piece of state that several pages look at: who is logged in, which language. */
export type Store<Value> = {
  readonly get: () => Value;
  readonly set: (value: Value) => void;
  readonly subscribe: (listener: () => void) => () => void;
};

type Place<Value> = { readonly get: () => Value; readonly set: (value: Value) => void };

/** Makes a store, kept wherever `place` keeps it. */
export function createStore<Value>(place: Place<Value>): Store<Value> {
  const listeners = new Set<() => void>();
  return {
    get: place.get,
    set(value) {
      place.set(value);
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The store's value, drawn again when it changes. */
export const useStore = <Value>(store: Store<Value>): Value =>
  useSyncExternalStore(store.subscribe, store.get, store.get);
