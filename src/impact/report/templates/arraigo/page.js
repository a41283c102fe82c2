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
  const draw = (plot) => ready().then(() => drawNow(plot), () => cannot());
  const cannot = () => {
    document.documentElement.classList.remove("js");
    document.querySelector(".cannot-draw").hidden = false;
  };

  // A browser from before 2023 opens nothing compressed: it keeps the tables, and the fixed pictures where there are any.
  if (!("DecompressionStream" in window)) return cannot();

  const near = new IntersectionObserver(
    (entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => draw(entry.target)),
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
    else missing.forEach(draw);
    plots.filter((plot) => plot.dataset.drawn).forEach((plot) => Plotly.Plots.resize(plot));
  });
})();
