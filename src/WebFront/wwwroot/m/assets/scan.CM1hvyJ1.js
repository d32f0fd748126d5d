import"./index-qu-rbzOf.js";import{g as e}from"./open.Bc_ADmdD.js";function o(){return e("/pages/fuel/fuel")}export{o as s};
