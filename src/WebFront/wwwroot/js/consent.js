export function setUpConsent() {}
