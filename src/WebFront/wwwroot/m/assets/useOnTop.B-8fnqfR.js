import{_ as r,$ as t}from"./index-Bia4aEVQ.js";function e(){let e=()=>!1;return r(()=>e=t()),()=>e()}export{e as u};
