/** Browsers do not ask about the privacy guide: there is nothing to show. */
export const PrivacyGate = () => null;
