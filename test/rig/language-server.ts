/** Speaks to a language server over stdio, as an editor does. */
import { spawn } from "node:child_process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseObject, type Json, type JsonObject } from "./json.ts";

/** A server that is installed, and what an editor would have in its settings for it, by section. */
export interface LanguageServer {
  readonly script: string;
  readonly settings: JsonObject;
}

const installed = (path: string): string =>
  fileURLToPath(new URL(`../../node_modules/${path}`, import.meta.url));

const YAML_SERVER: LanguageServer = {
  script: installed("yaml-language-server/bin/yaml-language-server"),
  // No catalogue of schemas is fetched.
  settings: {
    yaml: {
      validate: true,
      hover: true,
      completion: true,
      schemaStore: { enable: false, url: "" },
    },
  },
};

/** GitHub's own, for workflows and `action.yml`; it tells the two apart by their paths. */
export const GITHUB_SERVER: LanguageServer = {
  script: installed("@actions/languageserver/bin/actions-languageserver"),
  settings: {},
};

export interface Place {
  readonly line: number;
  readonly character: number;
}

export interface Editor {
  /** Opens a text as a file; resolves with what is wrong with it. */
  readonly open: (path: string, text: string) => Promise<readonly Json[]>;
  readonly ask: (method: "completion" | "hover", path: string, at: Place) => Promise<Json>;
  readonly close: () => Promise<void>;
}

const HEADER = /^Content-Length: (\d+)\r\n(?:[^\r\n]+\r\n)*\r\n/;

export async function openEditor(
  folder: string,
  { script, settings }: LanguageServer = YAML_SERVER,
): Promise<Editor> {
  const server = spawn(process.execPath, [script, "--stdio"], {
    cwd: folder,
    stdio: ["pipe", "pipe", "ignore"],
  });
  const answers = new Map<number, (result: Json) => void>();
  const diagnostics = new Map<string, (found: readonly Json[]) => void>();
  let last = 0;

  const send = (message: JsonObject): void => {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  const request = (method: string, params: JsonObject): Promise<Json> =>
    new Promise((resolve) => {
      last += 1;
      answers.set(last, resolve);
      send({ id: last, method, params });
    });

  const take = (message: JsonObject): void => {
    const { id, method, params, result = null } = message;
    if (method === "textDocument/publishDiagnostics") {
      const { uri, diagnostics: found } = params as JsonObject;
      diagnostics.get(String(uri))?.(found as readonly Json[]);
    } else if (method !== undefined && id !== undefined) {
      // The only thing that it asks and that matters is for its settings.
      const items = ((params ?? {}) as JsonObject)["items"] as readonly JsonObject[] | undefined;
      const values = (items ?? []).map(({ section }) => settings[String(section)] ?? null);
      send({ id, result: method === "workspace/configuration" ? values : null });
    } else if (typeof id === "number") answers.get(id)?.(result);
  };

  let unread = Buffer.alloc(0);
  server.stdout.on("data", (chunk: Buffer) => {
    unread = Buffer.concat([unread, chunk]);
    for (;;) {
      const [header, length] = HEADER.exec(unread.toString("latin1")) ?? [];
      const end = (header?.length ?? 0) + Number(length);
      if (header === undefined || unread.length < end) return;
      const body = unread.subarray(header.length, end).toString("utf8");
      unread = unread.subarray(end);
      take(parseObject(body));
    }
  });

  const root = pathToFileURL(folder).href;
  await request("initialize", {
    processId: process.pid,
    rootUri: root,
    workspaceFolders: [{ uri: root, name: "project" }],
    initializationOptions: {},
    capabilities: {
      workspace: { configuration: true },
      textDocument: {
        hover: { contentFormat: ["markdown"] },
        completion: { completionItem: { documentationFormat: ["markdown"] } },
      },
    },
  });
  send({ method: "initialized", params: {} });
  send({ method: "workspace/didChangeConfiguration", params: { settings } });

  return {
    open: (path, text) =>
      new Promise((resolve) => {
        const uri = pathToFileURL(path).href;
        diagnostics.set(uri, resolve);
        const textDocument = { uri, languageId: "yaml", version: 1, text };
        send({ method: "textDocument/didOpen", params: { textDocument } });
      }),
    ask: (method, path, position) =>
      request(`textDocument/${method}`, {
        textDocument: { uri: pathToFileURL(path).href },
        position: { ...position },
      }),
    close: async () => {
      await request("shutdown", {});
      send({ method: "exit" });
      await new Promise((resolve) => {
        server.once("close", resolve);
      });
    },
  };
}
