// What the server wants the app to know.
import { ref } from 'vue';
import { AppConfig } from '@/core/config/appConfig';
import { originOf, type Origin } from '@/core/links/origin';
import { api, clock, storage } from './client';

/** The switch by which a chain asks for phone numbers. */
const AsksPhone = 'phoneNumber';

const config = new AppConfig(storage, api, clock, __CLIENT_VERSION__);
let from: Origin | null = null;

export const isTooOld = ref(config.isTooOld);
export const asksPhone = ref(config.isOn(AsksPhone));

config.onChange(() => {
  isTooOld.value = config.isTooOld;
  asksPhone.value = config.isOn(AsksPhone);
});

/** Begins with the app. scene: WeChat's number for the way in. */
export function startedFrom(scene: number | undefined): void {
  from = originOf(scene);
}

/** Each time the app is shown. The origin is counted once. */
export async function refreshConfig(): Promise<void> {
  if (await config.refresh(from)) from = null;
}
