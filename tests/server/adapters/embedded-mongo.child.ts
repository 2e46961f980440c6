import { startEmbeddedMongo } from "../../../server/adapters/embedded-mongo.ts";
import { mongo } from "mongoose";

// A server in small, to be killed: it starts MongoDB on a folder, writes a note, and says so.
const [dataDir = ""] = process.argv.slice(2);
const embedded = await startEmbeddedMongo({ dataDir, log: () => {}, env: process.env });
const client = new mongo.MongoClient(embedded.uri);
await client.db("shop").collection("notes").insertOne({ text: "付款已记账" });
process.stdout.write(`${JSON.stringify({ mongod: embedded.pid })}\n`);
