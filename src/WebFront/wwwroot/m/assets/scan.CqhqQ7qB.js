import"./index-CbyQj254.js";import{g as e}from"./text.C8Ar5cBU.js";function t(){return e("/pages/fuel/fuel")}export{t as s};
