/// <reference types="vite/client" />
declare const __CLIENT_VERSION__: string;
declare const process: { env: { UNI_PLATFORM: string } };
