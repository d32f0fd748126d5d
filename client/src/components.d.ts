// The kit's components are found by uni-app by their name; this is for the type check of templates.
import type { DefineComponent } from 'vue';

declare module 'vue' {
  interface GlobalComponents {
    WdSkeleton: DefineComponent<{ rowCol: ReadonlyArray<number | Readonly<Record<string, string>>> }>;
  }
}
