// Open what the page holds compressed, and draw each chart into its frame when that comes near the screen.
(() => {
  const plots = [...document.querySelectorAll(".plot[data-figure]")];
  if (!plots.length) return;

  const unpacked = (holds) => {
    const text = atob(document.querySelector(`script[data-holds="${holds}"]`).textContent);
    const bytes = new Uint8Array(text.length);
    for (let place = 0; place < text.length; place++) bytes[place] = text.charCodeAt(place);
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
  };

  let figures;
  const load = async () => {
    const numbers = unpacked("figures");
    const library = document.createElement("script");
    library.textContent = await unpacked("plotly.js");
    document.head.append(library);
    library.remove();
    figures = JSON.parse(await numbers);
  };

  const drawNow = (plot) => {
    if (plot.dataset.drawn) return;
    plot.dataset.drawn = "yes";
    plot.replaceChildren();
    const { data, layout, config } = figures[plot.dataset.figure];
    Plotly.newPlot(plot, data, layout, config);
  };

  let loading;
  const ready = () => (loading ??= load());
  const away = (plot) => {
    const { top, bottom } = plot.getBoundingClientRect();
    return Math.max(top - innerHeight, -bottom, 0);
  };
  // What the reader looks at first, one at a time, so that the page answers to a touch in between.
  const waiting = new Set();
  const drawWaiting = () => {
    const [next] = [...waiting].sort((one, other) => away(one) - away(other));
    if (!next) return;
    waiting.delete(next);
    drawNow(next);
    setTimeout(drawWaiting);
  };
  const draw = (asked) => {
    const first = waiting.size === 0;
    asked.forEach((plot) => waiting.add(plot));
    if (first && asked.length) ready().then(drawWaiting).catch(cannot);
  };
  const cannot = () => {
    document.documentElement.classList.remove("js");
    document.querySelector(".cannot-draw").hidden = false;
  };

  // A browser from before 2023 opens nothing compressed: it keeps the tables, and the fixed pictures where there are any.
  if (!("DecompressionStream" in window)) return cannot();

  const near = new IntersectionObserver(
    (entries) => draw(entries.filter((entry) => entry.isIntersecting).map((entry) => entry.target)),
    { rootMargin: "600px" },
  );
  // The text first: nothing is opened before the browser has shown it.
  requestAnimationFrame(() => setTimeout(() => {
    plots.forEach((plot) => near.observe(plot));
    ready().catch(cannot);
  }));

  addEventListener("beforeprint", () => {
    const missing = plots.filter((plot) => !plot.querySelector("svg"));
    if (figures) missing.forEach(drawNow);
    else draw(missing);
    plots.filter((plot) => plot.dataset.drawn).forEach((plot) => Plotly.Plots.resize(plot));
  });
})();

// Show, of the panels of numbers, the one of the time and the comparison that the reader chose.
(() => {
  const explore = document.querySelector(".explore");
  if (!explore) return;
  const controls = explore.querySelector(".controls");
  const time = explore.querySelector("#explore-time");
  const show = () => {
    const view = explore.querySelector("[name=explore-view]:checked")?.value ?? "adjusted";
    explore.querySelectorAll(".panel").forEach((panel) => {
      panel.hidden = panel.dataset.view !== view || (time && panel.dataset.time !== time.value);
      if (panel.hidden || !time) return;
      explore.querySelector("output").textContent = panel.dataset.when;
      time.setAttribute("aria-valuetext", panel.dataset.when);
    });
  };
  controls.hidden = !controls.children.length;
  controls.addEventListener("input", show);
})();

// What fits its frame needs no scrolling, and so no stop on the way of whoever reads by keyboard.
(() => {
  const watch = new ResizeObserver((entries) => entries.forEach(({ target }) => {
    if (target.scrollWidth > target.clientWidth) target.setAttribute("tabindex", "0");
    else target.removeAttribute("tabindex");
  }));
  document.querySelectorAll("[role=group][tabindex]").forEach((frame) => watch.observe(frame));
})();
