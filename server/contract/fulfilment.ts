import { endpoints } from "./endpoint.ts";

/** What the public can ask of fulfilment. */
export const fulfilmentEndpoints = endpoints({});
