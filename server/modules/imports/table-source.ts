import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";

/** A file that cannot be read as a table at all; the message says why, in Chinese. */
export class TableError extends Error {
  override readonly name = "TableError";
}

/** Where a table comes from: the path of a file, or a text that somebody sent, with the name of its file. */
export type TableSource = string | { readonly name: string; readonly text: string };

/** The bytes of a table, to be read as often as need be. */
export type TableBytes = {
  readonly name: string;
  readonly size: number;
  /** The first so many bytes; zeros follow where there are fewer than four. */
  head(length: number): Promise<Buffer>;
  chunks(): AsyncIterable<Buffer>;
};

const CHUNK_BYTES = 256 * 1024;

/** Makes the bytes of a source readable. @throws TableError when there is no such file. */
export async function bytesOf(source: TableSource): Promise<TableBytes> {
  return typeof source === "string" ? await bytesOfFile(source) : bytesOfText(source);
}

async function bytesOfFile(path: string): Promise<TableBytes> {
  const { size } = await stat(path).catch(() => {
    throw new TableError(`找不到文件：${path}`);
  });
  return {
    name: path,
    size,
    async head(length) {
      const file = await open(path);
      try {
        const buffer = Buffer.alloc(length);
        const { bytesRead } = await file.read(buffer, 0, length, 0);
        return filled(buffer.subarray(0, bytesRead));
      } finally {
        await file.close();
      }
    },
    chunks: () => createReadStream(path, { highWaterMark: CHUNK_BYTES }),
  };
}

function bytesOfText({ name, text }: { readonly name: string; readonly text: string }): TableBytes {
  const bytes = Buffer.from(text, "utf8");
  return {
    name,
    size: bytes.length,
    head: async (length) => filled(bytes.subarray(0, length)),
    async *chunks() {
      for (let from = 0; from < bytes.length; from += CHUNK_BYTES)
        yield bytes.subarray(from, from + CHUNK_BYTES);
    },
  };
}

const filled = (head: Buffer): Buffer =>
  head.length < 4 ? Buffer.concat([head, Buffer.alloc(4)]) : head;
