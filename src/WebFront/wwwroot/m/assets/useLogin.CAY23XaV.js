import{n,D as a,N as s}from"./index-qu-rbzOf.js";function o(){const o=n(a.last);return s(a.onChange(n=>o.value=n)),o}export{o as u};
