import"./index-DSGlrodN.js";import{g as e}from"./text.BH0Pzcw9.js";function t(){return e("/pages/fuel/fuel")}export{t as s};
