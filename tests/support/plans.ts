import mongoose, { type mongo } from "mongoose";

type Stage = {
  stage?: string;
  inputStage?: Stage;
  inputStages?: Stage[];
  queryPlan?: Stage;
  thenStage?: Stage;
  elseStage?: Stage;
};
type Seen = { name: string; command: Record<string, unknown> };

const explained = new Set(["find", "aggregate", "findAndModify", "update", "count", "delete"]);

/**
 * Runs the work and answers with every statement it sent whose plan reads a whole collection or sorts in memory, as
 * the database's own planner tells. Collections named in `small` may be read whole: settings with a handful of rows.
 */
export async function slowPlansOf(
  work: () => Promise<unknown>,
  small: readonly string[],
): Promise<string[]> {
  const client = mongoose.connection.getClient();
  const seen: Seen[] = [];
  const note = ({ commandName, command }: mongo.CommandStartedEvent): void => {
    if (explained.has(commandName)) seen.push({ name: commandName, command });
  };
  client.on("commandStarted", note);
  try {
    await work();
  } finally {
    client.off("commandStarted", note);
  }
  const slow = new Set<string>();
  for (const { name, command } of seen) {
    const collection = String(command[name]);
    if (small.includes(collection) || collection === "1") continue;
    for (const statement of statementsOf(name, command)) {
      const stages = await stagesOf(statement);
      const faults = stages.filter((stage) => stage === "COLLSCAN" || stage === "SORT");
      if (faults.length > 0)
        slow.add(
          `${faults.join("+")} ${collection}.${name} ${JSON.stringify(statement["filter"] ?? statement["query"] ?? statement["updates"] ?? statement["pipeline"])}`,
        );
    }
  }
  return [...slow];
}

/** The statement without what belongs to its session; a bulk of updates one by one, as `explain` takes them. */
function statementsOf(name: string, command: Record<string, unknown>): Record<string, unknown>[] {
  const bare = Object.fromEntries(
    Object.entries(command).filter(
      ([key]) =>
        ![
          "lsid",
          "txnNumber",
          "startTransaction",
          "autocommit",
          "readConcern",
          "writeConcern",
          "$db",
          "$clusterTime",
          "$readPreference",
          "cursor",
          "stmtId",
        ].includes(key),
    ),
  );
  if (name === "aggregate") return [{ ...bare, cursor: {} }];
  const parts = name === "update" ? "updates" : name === "delete" ? "deletes" : null;
  if (parts === null) return [bare];
  return (bare[parts] as unknown[]).map((part) => ({ ...bare, [parts]: [part] }));
}

async function stagesOf(statement: Record<string, unknown>): Promise<string[]> {
  const plan = (await mongoose.connection.db?.command({
    explain: statement,
    verbosity: "queryPlanner",
  })) as
    | {
        queryPlanner?: { winningPlan?: Stage };
        stages?: { $cursor?: { queryPlanner?: { winningPlan?: Stage } } }[];
      }
    | undefined;
  const roots = [
    plan?.queryPlanner?.winningPlan,
    ...(plan?.stages ?? []).map((stage) => stage.$cursor?.queryPlanner?.winningPlan),
  ];
  const names: string[] = [];
  const visit = (stage: Stage | undefined): void => {
    if (stage === undefined) return;
    if (stage.stage !== undefined) names.push(stage.stage);
    for (const next of [
      stage.inputStage,
      stage.queryPlan,
      stage.thenStage,
      stage.elseStage,
      ...(stage.inputStages ?? []),
    ])
      visit(next);
  };
  for (const root of roots) visit(root);
  return names;
}
