// Draw each chart into its frame from the numbers beside it, when the frame comes near the screen or the page is printed.
(() => {
  const frames = [...document.querySelectorAll("figure.chart")];
  const draw = (frame) => {
    if (frame.dataset.drawn) return;
    frame.dataset.drawn = "yes";
    const { data, layout, config } = JSON.parse(frame.querySelector("script").textContent);
    Plotly.newPlot(frame.querySelector(".plot"), data, layout, config);
  };
  const near = new IntersectionObserver(
    (entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => draw(entry.target)),
    { rootMargin: "600px" },
  );
  frames.forEach((frame) => near.observe(frame));
  addEventListener("beforeprint", () => {
    frames.forEach((frame) => {
      draw(frame);
      Plotly.Plots.resize(frame.querySelector(".plot"));
    });
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
