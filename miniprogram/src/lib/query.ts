import Taro, { useDidShow } from "@tarojs/taro";
import {
  keepPreviousData,
  QueryClient,
  useInfiniteQuery,
  useMutation,
  useQuery,
  type InfiniteData,
  type UseMutationResult,
  type UseQueryResult,
} from "@tanstack/react-query";
import { useMemo } from "react";
import {
  ask,
  Refusal,
  Unreachable,
  type Answer,
  type Endpoint,
  type Given,
  type Input,
  type Overloads,
} from "./api";

const MINUTE_MS = 60_000;
/** Pages open with what they showed last; older than this it would be no help. */
const KEPT_MS = 24 * 60 * MINUTE_MS;

type Kept = { readonly data: unknown; readonly at: number };

function readKept(name: string): Kept | null {
  try {
    const text: unknown = Taro.getStorageSync(name);
    const found = typeof text === "string" && text !== "" ? (JSON.parse(text) as Kept) : null;
    return found !== null && Date.now() - found.at < KEPT_MS ? found : null;
  } catch {
    return null;
  }
}

function writeKept(name: string, data: unknown): void {
  const text = JSON.stringify({ data, at: Date.now() } satisfies Kept);
  // Nothing waits for it, and a full phone only means that the page opens with a skeleton.
  void Taro.setStorage({ key: name, data: text }).catch(() => undefined);
}

/** What the server said last, by call. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      networkMode: "always",
      staleTime: 5_000,
      gcTime: 10 * MINUTE_MS,
      refetchOnWindowFocus: false,
      // What was refused stays refused; what did not arrive may, a moment later.
      retry: (count, error) => error instanceof Unreachable && count < 2,
      retryDelay: (attempt) => 400 * 2 ** attempt,
    },
    mutations: { networkMode: "always" },
  },
});

/** How a call is read. */
export type Reading = {
  /** Not before something else is known. */
  readonly isOn?: boolean;
  /** Shown at once from the phone next time: only for what is the same for everyone or harmless on a lost phone. */
  readonly isKept?: boolean;
  /** Asked again every so many milliseconds. */
  readonly everyMs?: number | false;
  /** What was there before stays on the page while something else of the same kind loads. */
  readonly keepsLast?: boolean;
};

const keyOf = (endpoint: string, input: unknown): [string, unknown] => [endpoint, input ?? null];

/** Reads a call of the contract: at once what is known, then what is true. */
export const useApi = useCall as Overloads<
  {
    [Name in Endpoint]: (
      endpoint: Name,
      ...given: Given<Name, [reading?: Reading]>
    ) => UseQueryResult<Answer<Name>>;
  }[Endpoint]
>;

function useCall(endpoint: string, input?: unknown, reading: Reading = {}): UseQueryResult {
  const name = `page ${JSON.stringify(keyOf(endpoint, input))}`;
  const kept = useMemo(
    () => (reading.isKept === true ? readKept(name) : null),
    [name, reading.isKept],
  );
  return useQuery({
    queryKey: keyOf(endpoint, input),
    queryFn: async () => {
      const answer = await ask(endpoint, input);
      if (reading.isKept === true) writeKept(name, answer);
      return answer;
    },
    enabled: reading.isOn ?? true,
    refetchInterval: reading.everyMs ?? false,
    ...(kept === null ? {} : { initialData: kept.data, initialDataUpdatedAt: kept.at }),
    ...(reading.keepsLast === true ? { placeholderData: keepPreviousData } : {}),
  });
}

type Paged = { readonly items: readonly unknown[]; readonly nextCursor: string | null };

/** Endpoints that answer page by page. */
export type ListEndpoint = {
  [Name in Endpoint]: Answer<Name> extends Paged ? Name : never;
}[Endpoint];

/** One row of such a list. */
export type Row<Name extends ListEndpoint> =
  Answer<Name> extends { items: readonly (infer Item)[] } ? Item : never;

/** A list as a page shows it. */
export type Listing<Item> = {
  readonly items: readonly Item[];
  readonly isLoading: boolean;
  readonly error: Error | null;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly more: () => void;
  readonly retry: () => void;
};

/** Reads a list page by page; `more` asks for the next page, once at a time. */
export const useApiList = usePages as Overloads<
  {
    [Name in ListEndpoint]: (
      endpoint: Name,
      ...given: Given<Name, [reading?: Reading]>
    ) => Listing<Row<Name>>;
  }[ListEndpoint]
>;

function usePages(endpoint: string, input?: unknown, reading: Reading = {}): Listing<unknown> {
  const query = useInfiniteQuery<
    Paged,
    Error,
    InfiniteData<Paged>,
    [string, unknown, "pages"],
    string | null
  >({
    // Apart from what the same call reads at once: the cache would take one for the other.
    queryKey: [...keyOf(endpoint, input), "pages"],
    initialPageParam: null,
    queryFn: async ({ pageParam }) => {
      const given = (input ?? {}) as { query?: object };
      const query = { ...given.query, ...(pageParam === null ? {} : { cursor: pageParam }) };
      return (await ask(endpoint, { ...given, query })) as Paged;
    },
    getNextPageParam: (last) => last.nextCursor,
    enabled: reading.isOn ?? true,
    ...(reading.keepsLast === true ? { placeholderData: keepPreviousData } : {}),
  });
  return {
    items: (query.data?.pages ?? []).flatMap(({ items }) => items),
    isLoading: query.isPending && (reading.isOn ?? true),
    error: query.error,
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    more: () => {
      if (query.hasNextPage && !query.isFetching) void query.fetchNextPage();
    },
    retry: () => void query.refetch(),
  };
}

/** Sends what changes something; afterwards everything read by the named calls is asked again. Never repeated by itself. */
export const useSend = useCallThatChanges as <Name extends Endpoint>(
  endpoint: Name,
  changes?: readonly Endpoint[],
) => UseMutationResult<Answer<Name>, Error, Input<Name>>;

function useCallThatChanges(
  endpoint: string,
  changes: readonly Endpoint[] = [],
): UseMutationResult {
  return useMutation({
    mutationFn: async (input: unknown) => await ask(endpoint, input),
    onSuccess: async () => {
      await refresh(changes);
    },
  });
}

/** Takes the answer of one call as the newest of another that is read without more: what changes the cart answers with it. */
export function know<Name extends Endpoint>(endpoint: Name, answer: Answer<Name>): void {
  queryClient.setQueryData(keyOf(endpoint, undefined), answer);
}

/** Asks again for everything that was read by these calls; those on show now, the others when they are shown. */
export async function refresh(endpoints: readonly Endpoint[]): Promise<void> {
  await Promise.all(
    endpoints.map(async (name) => await queryClient.invalidateQueries({ queryKey: [name] })),
  );
}

/** Asks again for these calls whenever the page comes back to the front, as after a page that changed something. */
export function useFreshOnShow(endpoints: readonly Endpoint[]): void {
  useDidShow(() => {
    for (const name of endpoints) void queryClient.invalidateQueries({ queryKey: [name] });
  });
}

/** The sentence to show for what went wrong; `away` is said when nothing came back. */
export const sentenceOf = (error: unknown, away: string): string =>
  error instanceof Refusal ? error.message : away;
