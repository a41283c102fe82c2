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
