import{n,D as a,N as s}from"./index-2-cGSb6U.js";function o(){const o=n(a.last);return s(a.onChange(n=>o.value=n)),o}export{o as u};
