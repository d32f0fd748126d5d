import{G as r,a2 as t}from"./index-BX8W_oI6.js";function a(){let a=()=>!1;return r(()=>a=t()),()=>a()}export{a as u};
