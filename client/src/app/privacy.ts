// WeChat's privacy gate: before the first call that touches personal data, the customer agrees or refuses. A refusal fails that call.
import { ref } from 'vue';

type Answer = { readonly event: 'exposureAuthorization' | 'agree' | 'disagree'; readonly buttonId?: string };
type Resolve = (answer: Answer) => void;

interface PrivacyApi {
  onNeedPrivacyAuthorization?(listener: (resolve: Resolve) => void): void;
  openPrivacyContract?(options: object): void;
}

export const asksPrivacy = ref(false);

let resolve: Resolve | null = null;

/** Begins with the app. A browser has no gate. */
export function watchPrivacy(): void {
  (uni as unknown as PrivacyApi).onNeedPrivacyAuthorization?.(next => {
    // One answer serves every call that waits: WeChat asks again for those that come later.
    resolve?.({ event: 'disagree' });
    resolve = next;
    asksPrivacy.value = true;
    next({ event: 'exposureAuthorization' });
  });
}

/** buttonId names the button by which WeChat saw the customer agree. */
export function answerPrivacy(answer: Answer): void {
  resolve?.(answer);
  resolve = null;
  asksPrivacy.value = false;
}

export const readPrivacy = (): void => (uni as unknown as PrivacyApi).openPrivacyContract?.({});
