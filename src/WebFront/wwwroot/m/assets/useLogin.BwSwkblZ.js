import{n,D as a,M as s}from"./index-CFW0VwOq.js";function o(){const o=n(a.last);return s(a.onChange(n=>o.value=n)),o}export{o as u};
