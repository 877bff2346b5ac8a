import { permalinkOf, restore, scenarioOf, takeOver } from "./scenario.js";
import { bytes, count, energy, mass, money, seconds, share, whole } from "./quantities.js";

const form = document.getElementById("job");
const part = id => document.getElementById(id);
let latest = 0, timer = 0, questions = new AbortController();

/** Elements, with text as text: nothing that comes from outside is read as markup. */
function element(tag, { text, className, ...rest } = {}, ...children) {
  const made = Object.assign(document.createElement(tag), rest);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  made.append(...children);
  return made;
}

async function post(route, scenario) {
  const answer = await fetch(route, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(scenario), signal: questions.signal });
  return { ok: answer.ok, ...await answer.json() };
}

function showFields() {
  const job = form.elements.job.value;
  for (const field of form.querySelectorAll("[data-jobs]")) field.hidden = !field.dataset.jobs.split(" ").includes(job);
}

function stack(id, legend, terms, whole, format) {
  const shown = terms.filter(([, value]) => value > 0);
  part(id).replaceChildren(...shown.map(([name, value], i) => {
    const piece = element("i", { className: `c${i % 12}`, title: `${name} ${format(value)}` });
    piece.style.width = `${100 * value / whole}%`;
    return piece;
  }));
  part(id).ariaLabel = shown.map(([name, value]) => `${name} ${format(value)}`).join(", ");
  part(legend).replaceChildren(...shown.map(([name, value], i) => element("li", {}, element("i", { className: `c${i % 12}` }), `${name} ${format(value)} (${share(value / whole)})`)));
}

function showMemory(memory) {
  const { perGpuBytes, capacityBytes, breakdown } = memory;
  stack("memory", "memoryTerms", Object.entries(breakdown), Math.max(perGpuBytes, capacityBytes), bytes);
  if (perGpuBytes > capacityBytes) {
    const limit = element("b", { className: "limit", title: `capacity ${bytes(capacityBytes)}` });
    limit.style.left = `${100 * capacityBytes / perGpuBytes}%`;
    part("memory").append(limit);
  }
}

function figuresOf(report) {
  const between = (interval, format) => interval ? `${format(interval[0])} to ${format(interval[2])}` : "";
  const memory = ["memory per GPU", bytes(report.memory.perGpuBytes), between(report.interval.perGpuBytes, bytes)];
  if (report.kind === "inference") {
    return [memory,
      ["time to first token", seconds(report.ttftSeconds), between(report.interval.ttftSeconds, seconds)],
      ["time per output token", seconds(report.tpotSeconds), between(report.interval.tpotSeconds, seconds)],
      ["end to end", seconds(report.endToEndSeconds), ""],
      ["output tokens per second", count(report.outputTokensPerSecond), ""],
      ["largest batch", whole(report.maxBatch), ""],
      ["longest context", whole(report.maxContext), ""],
      ["cost per million tokens", money(report.costPerMillionTokens), between(report.interval.costPerMillionTokens, money)]];
  }
  const run = report.run;
  return [memory,
    ["step", seconds(report.step.seconds), between(report.interval.stepSeconds, seconds)],
    ["tokens per second", whole(report.throughput.tokensPerSecond), ""],
    ["MFU, HFU", `${share(report.throughput.mfu)}, ${share(report.throughput.hfu)}`, ""],
    ["run", seconds(run.days * 86400), ""],
    ["GPU-hours", whole(run.gpuHours), between(report.interval.gpuHours, whole)],
    ["cost", money(run.cost), between(report.interval.cost, money)],
    ["energy, carbon", `${energy(run.energyMWh)}, ${mass(run.carbonTonnes)} CO2e`, ""]];
}

function showReport(report, scenario) {
  const verdict = part("verdict");
  verdict.className = report.feasible ? "fits" : "not";
  verdict.textContent = report.feasible
    ? `It fits: ${bytes(report.memory.perGpuBytes)} of ${bytes(report.memory.capacityBytes)} per GPU.`
    : `Not like this: ${report.reasons.join("; ")}`;
  showMemory(report.memory);
  const inference = report.kind === "inference";
  part("timeTitle").textContent = inference ? "Request" : "Step";
  const terms = inference ? [["first token", report.ttftSeconds], ["next tokens", report.endToEndSeconds - report.ttftSeconds]] : Object.entries(report.step.breakdown);
  stack("time", "timeTerms", terms, terms.reduce((sum, [, value]) => sum + value, 0), seconds);
  part("figures").tBodies[0].replaceChildren(...figuresOf(report).map(row => element("tr", {}, ...row.map(text => element("td", { text })))));
  part("assumptions").replaceChildren(...report.assumptions.map(text => element("li", { text })));
  part("scenario").textContent = JSON.stringify(scenario, null, 2);
  part("plansPart").hidden = inference;
}

function planName(strategy) {
  const parts = [`tensor ${strategy.tensor}`, `pipeline ${strategy.pipeline}`, `data ${strategy.data}`];
  if (strategy.context > 1) parts.push(`context ${strategy.context}`);
  if (strategy.expert > 1) parts.push(`expert ${strategy.expert}`);
  if (strategy.sequenceParallel) parts.push("sequence-parallel");
  parts.push(strategy.sharding, `micro-batch ${strategy.microBatch}`, `recompute ${strategy.recompute?.kind ?? strategy.recompute}`);
  return parts.join(", ");
}

function showPlans(answer) {
  part("plansNote").textContent = !answer.ok ? answer.errors.join("; ") : `${whole(answer.enumerated)} searched${answer.plans.length ? "" : ", none is feasible"}`;
  part("plans").hidden = !answer.plans?.length;
  part("plans").tBodies[0].replaceChildren(...(answer.plans ?? []).map(({ scenario, report }) => element("tr", {},
    element("td", { text: planName(scenario.strategy) }), element("td", { text: seconds(report.step.seconds) }), element("td", { text: bytes(report.memory.perGpuBytes) }), element("td", { text: money(report.run.cost) }),
    element("td", {}, element("button", { type: "button", text: "take", onclick: () => { takeOver(form, scenario.strategy); update(); } })))));
}

function showProblems(errors) {
  part("problems").hidden = errors.length === 0;
  part("problems").replaceChildren(...errors.map(text => element("li", { text })));
  part("report").classList.toggle("stale", errors.length > 0);
  const places = { "$.model": "model", "$.cluster.count": "count", "$.workload.tokens": "tokens", "$.workload.globalBatch": "batch", "$.workload.sequenceLength": "sequence" };
  for (const [place, name] of Object.entries(places)) form.elements[name].setAttribute("aria-invalid", errors.some(text => text.startsWith(place)));
}

async function update() {
  showFields();
  history.replaceState(null, "", permalinkOf(form));
  const turn = ++latest, scenario = scenarioOf(form);
  questions.abort(); // what was asked before is of no use now, and the server searches for few at a time
  questions = new AbortController();
  try {
    const report = await post("api/estimate", scenario);
    if (turn !== latest) return;
    showProblems(report.ok ? [] : report.errors);
    if (!report.ok) return;
    showReport(report, scenario);
    if (report.kind === "inference") return;
    const plans = await post("api/plan", scenarioOf(form, true));
    if (turn === latest) showPlans(plans);
  } catch (problem) {
    if (turn === latest) showProblems([`the server did not answer: ${problem.message}`]);
  }
}

async function begin() {
  const [models, gpus] = await Promise.all(["api/models", "api/gpus"].map(async route => (await fetch(route)).json()));
  part("models").replaceChildren(...models.map(m => element("option", { value: m.id, text: `${m.name}, ${count(m.parameters)} parameters` })));
  form.elements.gpu.replaceChildren(...gpus.map(g => element("option", { value: g.id, text: `${g.id}, ${whole(g.memoryGiB)} GiB` })));
  form.elements.gpu.value = "A100-SXM-80GB";
  restore(form, location.hash);
  form.addEventListener("input", () => { showFields(); clearTimeout(timer); timer = setTimeout(update, 150); });
  addEventListener("hashchange", () => { restore(form, location.hash); update(); });
  await update();
}

await begin();
