import{G as r,a3 as t}from"./index-CFW0VwOq.js";function a(){let a=()=>!1;return r(()=>a=t()),()=>a()}export{a as u};
