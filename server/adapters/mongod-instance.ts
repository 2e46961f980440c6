import { MongoInstance } from "mongodb-memory-server-core";

/**
 * A mongod process of mongodb-memory-server that reads its output line by line.
 * The library parses each chunk of output as one JSON document when a start fails, and a chunk
 * with two lines in it becomes an exception that nobody can catch.
 */
export class MongodInstance extends MongoInstance {
  #unfinished = "";

  override stdoutHandler(chunk: string | Buffer): void {
    const lines = (this.#unfinished + chunk.toString()).split("\n");
    this.#unfinished = lines.pop() ?? "";
    for (const line of lines) super.stdoutHandler(line);
  }
}
