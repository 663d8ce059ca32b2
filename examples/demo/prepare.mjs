// Turns data sets of the npm package vega-datasets into the CSV files that the pipelines read.
//
// Usage: node prepare.mjs PACKAGE_FOLDER OUTPUT_FOLDER
//
// Nothing is cleaned here: dates keep their odd form and centuries their mistakes, for the SQL to mend.

import { copyFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const TABLES = { movies: "movies.json", flights: "flights-20k.json", delays: "flights-200k.json" };
const COPIES = { airports: "airports.csv" };

function field(value) {
  if (value === null || value === undefined) {
    return "";
  }
  const text = String(value);
  return text === "" || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function toCsv(rows) {
  const names = Object.keys(rows[0]);
  const lines = rows.map((row) => names.map((name) => field(row[name])).join(","));
  return [names.map(field).join(","), ...lines, ""].join("\n");
}

// A file appears whole or not at all, since run.sh makes only what is missing.
function put(path, write) {
  write(`${path}.part`);
  renameSync(`${path}.part`, path);
}

const [packageFolder, outputFolder] = process.argv.slice(2);
if (!packageFolder || !outputFolder) {
  console.error("usage: node prepare.mjs PACKAGE_FOLDER OUTPUT_FOLDER");
  process.exit(2);
}
const source = (name) => join(packageFolder, "data", name);
const target = (name) => join(outputFolder, `${name}.csv`);
mkdirSync(outputFolder, { recursive: true });
for (const [name, file] of Object.entries(TABLES)) {
  const rows = JSON.parse(readFileSync(source(file), "utf8"));
  put(target(name), (part) => writeFileSync(part, toCsv(rows)));
}
for (const [name, file] of Object.entries(COPIES)) {
  put(target(name), (part) => copyFileSync(source(file), part));
}
