// What the form says, as a scenario; and a plan's scenario back into the form.

const counts = ["tensor", "pipeline", "virtualStages", "context", "expert", "microBatch"];

const number = (form, name) => Number(form.elements[name].value);

/** The scenario of a form. `search` leaves out what the plan search may choose. */
export function scenarioOf(form, search = false) {
  const job = form.elements.job.value;
  const scenario = {
    kind: job === "serve" ? "inference" : "training",
    model: form.elements.model.value.trim(),
    cluster: { accelerator: form.elements.gpu.value, count: number(form, "count") },
  };
  if (job === "serve") {
    scenario.strategy = { tensor: number(form, "serveTensor"), weights: form.elements.weights.value, framework: form.elements.engine.value };
    scenario.workload = { batch: number(form, "sequences"), inputTokens: number(form, "input"), outputTokens: number(form, "output") };
  } else {
    scenario.strategy = strategyOf(form, job, search);
    scenario.workload = { sequenceLength: number(form, "sequence"), globalBatch: number(form, "batch"), ...dataOf(form, job) };
  }
  if (form.elements.price.value !== "") scenario.economics = { pricePerGpuHour: number(form, "price"), currency: "USD" };
  return scenario;
}

function strategyOf(form, job, search) {
  const strategy = { precision: form.elements.precision.value, optimizer: form.elements.optimizer.value };
  if (!search) {
    for (const name of counts) strategy[name] = number(form, name);
    for (const name of ["sharding", "recompute", "schedule"]) strategy[name] = form.elements[name].value;
    strategy.sequenceParallel = form.elements.sequenceParallel.value === "yes";
  }
  const method = form.elements.method.value;
  if (job === "tune" && method !== "full") strategy.adapter = { kind: method, rank: number(form, "rank") };
  return strategy;
}

const dataOf = (form, job) => job === "tune"
  ? { examples: number(form, "examples"), epochs: number(form, "epochs"), meanLength: number(form, "sequence"), packing: true }
  : { tokens: form.elements.tokens.value.trim() };

/** The form's fields as a query, for the address; only those of the chosen job. */
export function permalinkOf(form) {
  const query = new URLSearchParams();
  for (const field of form.elements) {
    if (field.name && (field.type !== "radio" || field.checked) && !field.closest("[hidden]") && field.value !== "") query.set(field.name, field.value);
  }
  return "#" + query;
}

/** Sets the form's fields from an address; fields that it does not know are passed over. */
export function restore(form, hash) {
  for (const [name, value] of new URLSearchParams(hash.slice(1))) {
    const field = form.elements.namedItem(name);
    if (field) field.value = value;
  }
}

/** Takes over a plan that the search found. */
export function takeOver(form, strategy) {
  for (const name of counts) form.elements[name].value = strategy[name] ?? 1;
  form.elements.sharding.value = strategy.sharding ?? "none";
  form.elements.schedule.value = strategy.schedule ?? "1f1b";
  form.elements.recompute.value = strategy.recompute?.kind ?? strategy.recompute ?? "none";
  form.elements.sequenceParallel.value = strategy.sequenceParallel ? "yes" : "no";
}
