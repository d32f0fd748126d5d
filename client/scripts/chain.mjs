// Writes what uni-app reads of the chain's settings: its manifest, the colours, and the colours of WeChat's own bars.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const at = path => new URL(`../${path}`, import.meta.url);
const chain = JSON.parse(readFileSync(at('chain.config.json'), 'utf8'));
const { version } = JSON.parse(readFileSync(at('package.json'), 'utf8'));

const manifest = {
  name: chain.name,
  appid: '',
  description: '',
  versionName: version,
  versionCode: '1',
  transformPx: false,
  'mp-weixin': {
    appid: chain.appId,
    setting: { urlCheck: true, es6: true, minified: true },
    usingComponents: true,
    darkmode: true,
    themeLocation: 'theme.json',
    lazyCodeLoading: 'requiredComponents',
    requiredPrivateInfos: ['getLocation'],
    permission: { 'scope.userLocation': { desc: '用于按距离排列油站，不会保存' } },
    __usePrivacyCheck__: true,
  },
  h5: {
    title: chain.name,
    router: { mode: 'hash', base: '/m/' },
    darkmode: true,
    themeLocation: 'theme.json',
    optimization: { treeShaking: { enable: true } },
  },
  vueVersion: '3',
};

const bars = colours => ({
  navBackground: colours.card,
  navText: colours.ink === chain.colours.light.ink ? 'black' : 'white',
  pageBackground: colours.background,
  tabColour: colours.muted,
  tabSelected: colours.brand,
  tabBackground: colours.card,
  tabBorder: colours.ink === chain.colours.light.ink ? 'black' : 'white',
});

const variables = colours =>
  Object.entries(colours)
    .map(([name, value]) => `    --${name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}: ${value};`)
    .join('\n');

const scss = `@mixin light {
${variables(chain.colours.light)}
}

@mixin dark {
${variables(chain.colours.dark)}
}
`;

mkdirSync(at('src/styles'), { recursive: true });
writeFileSync(at('src/manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
writeFileSync(
  at('src/theme.json'),
  `${JSON.stringify({ light: bars(chain.colours.light), dark: bars(chain.colours.dark) }, null, 2)}\n`,
);
writeFileSync(at('src/styles/_chain.scss'), scss);
