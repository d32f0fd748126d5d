import { onMounted } from 'vue';
import { onTop } from '@/app/visibility';

/** Tells whether the page of this component is on top: only that page leads on to another. */
export function useOnTop(): () => boolean {
  let isOnTop: () => boolean = () => false;
  onMounted(() => (isOnTop = onTop()));
  return () => isOnTop();
}
