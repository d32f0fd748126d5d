import"./index-ByVGRhFp.js";import{g as e}from"./open.CTF0oTBr.js";function o(){return e("/pages/fuel/fuel")}export{o as s};
