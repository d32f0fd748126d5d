import{G as r,a2 as t}from"./index-2-cGSb6U.js";function a(){let a=()=>!1;return r(()=>a=t()),()=>a()}export{a as u};
