// The components that uni-app finds by their name, for the type check of templates.
import type { DefineComponent } from 'vue';

declare module 'vue' {
  interface GlobalComponents {
    CountDown: (typeof import('./components/CountDown.vue'))['default'];
    GroupCard: (typeof import('./components/GroupCard.vue'))['default'];
    LivePill: (typeof import('./components/LivePill.vue'))['default'];
    LoginCard: (typeof import('./components/LoginCard.vue'))['default'];
    OrderRow: (typeof import('./components/OrderRow.vue'))['default'];
    PressLine: (typeof import('./components/PressLine.vue'))['default'];
    PrivacyGate: (typeof import('./components/PrivacyGate.vue'))['default'];
    SaleCard: (typeof import('./components/SaleCard.vue'))['default'];
    StateView: (typeof import('./components/StateView.vue'))['default'];
    StationRow: (typeof import('./components/StationRow.vue'))['default'];
    StationSearch: (typeof import('./components/StationSearch.vue'))['default'];
    VoucherCard: (typeof import('./components/VoucherCard.vue'))['default'];
    WdSkeleton: DefineComponent<{ rowCol: ReadonlyArray<number | Readonly<Record<string, string>>> }>;
  }
}
