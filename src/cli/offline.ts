// The load tier of the commands that read a file and open no connection.

export { default as shards } from "./commands/shards.ts";
export { default as validate } from "./commands/validate.ts";
