import"./index-Bia4aEVQ.js";import{g as e}from"./open.CCcry702.js";function o(){return e("/pages/fuel/fuel")}export{o as s};
