import { onUnmounted, ref, type Ref } from 'vue';
import { session } from '@/app/client';
import type { Login } from '@/core/session/session';

/** The customer who is logged in. */
export function useLogin(): Ref<Login | null> {
  const login = ref(session.last) as Ref<Login | null>;
  onUnmounted(session.onChange(next => (login.value = next)));
  return login;
}
