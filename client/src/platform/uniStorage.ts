import type { Storage } from '@/core/ports';

export const uniStorage: Storage = {
  read(place) {
    try {
      const text: unknown = uni.getStorageSync(place);
      return typeof text === 'string' && text !== '' ? text : null;
    } catch {
      return null;
    }
  },
  write(place, text) {
    try {
      uni.setStorageSync(place, text);
      return true;
    } catch {
      return false;
    }
  },
  remove(place) {
    try {
      uni.removeStorageSync(place);
    } catch {
      // A place that cannot be removed is read as it is; its reader decides by the content.
    }
  },
};
