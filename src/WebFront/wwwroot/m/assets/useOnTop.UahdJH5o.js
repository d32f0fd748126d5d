import{Y as r,Z as t}from"./index-DSGlrodN.js";function e(){let e=()=>!1;return r(()=>e=t()),()=>e()}export{e as u};
