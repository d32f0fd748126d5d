// The phone that this build is for. The build knows the platform, and leaves the other one out.
import * as browser from '@/platform/h5/phone';
import * as weixin from '@/platform/weixin/phone';

export const isBrowser = process.env.UNI_PLATFORM === 'h5';

export const { loginCodes, randomBytes, takeOutcome, wallet } = process.env.UNI_PLATFORM === 'h5' ? browser : weixin;
