// Draw figures one after the other, and return each as the SVG of its picture: only what shows, said as briefly as it can.
const KEPT = {
  g: ["transform", "clip-path"], defs: [], clipPath: ["id", "transform"],
  pattern: ["id", "width", "height", "x", "y", "patternUnits", "patternTransform"],
  path: ["d", "transform"], rect: ["x", "y", "width", "height", "rx", "ry", "transform"],
  circle: ["cx", "cy", "r", "transform"], line: ["x1", "y1", "x2", "y2"],
  text: ["x", "y", "text-anchor", "transform"], tspan: ["x", "y", "dx", "dy"],
  image: ["x", "y", "width", "height", "preserveAspectRatio", "href"],
};
const GROUPS = ["g", "defs", "clipPath", "pattern"];
const WORDS = ["text", "tspan"];
// What a browser takes where nothing is said; the page's style says the size of letters.
const SHAPE = {
  fill: "#000000", "fill-opacity": "1", stroke: "none", "stroke-opacity": "1", "stroke-width": "1",
  "stroke-dasharray": "none", opacity: "1",
};
const TEXT = {
  fill: "#000000", "fill-opacity": "1", "font-size": "13", "font-weight": "400", "font-style": "normal", opacity: "1",
};

const hex = (part) => (+part).toString(16).padStart(2, "0");
const inShort = (text) => text
  .replace(/rgb\((\d+), ?(\d+), ?(\d+)\)/g, (_, red, green, blue) => `#${hex(red)}${hex(green)}${hex(blue)}`)
  .replace(/-?\d*\.\d+(?:e-?\d+)?/g, (digits) => String(+(+digits).toFixed(1)))
  .replace(/(\d)px/g, "$1");
const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

// Bring a picture's parts into words; `renamed` replaces the name that plotly.js drew by lot for this picture.
const pen = (renamed) => {
  const inside = (value) => value.match(/url\(['"]?[^#]*#([^'")]*)/)?.[1];
  const said = (name, value) => {
    if (inside(value)) return `url(#${renamed(inside(value))})`;
    if (name === "id") return renamed(value);
    if (name === "href") return value.startsWith("data:image/png") ? value : "";
    return name.endsWith("opacity") ? String(+(+value).toFixed(2)) : inShort(value);
  };
  const attribute = (name, value) => (value ? ` ${name}="${value.replaceAll('"', "")}"` : "");
  const own = (node) => KEPT[node.nodeName]
    .filter((name) => node.hasAttribute(name))
    .map((name) => attribute(name, said(name, node.getAttribute(name)))).join("");

  const look = (node, expected) => {
    const style = getComputedStyle(node);
    return Object.keys(expected)
      .map((name) => [name, said(name, style.getPropertyValue(name))])
      .filter(([name, value]) => value !== expected[name])
      .map(([name, value]) => attribute(name, value)).join("");
  };
  const lookOfParent = (node) => {
    const style = getComputedStyle(node.parentNode);
    return Object.fromEntries(Object.keys(TEXT).map((name) => [name, said(name, style.getPropertyValue(name))]));
  };

  const isHidden = (node) => {
    const { display, visibility, opacity } = getComputedStyle(node);
    return display === "none" || visibility === "hidden" || opacity === "0";
  };
  const isBlank = (node) => {
    const style = getComputedStyle(node);
    const none = (paint) => style[paint] === "none" || +style[`${paint}Opacity`] === 0 || /, 0\)$/.test(style[paint]);
    return none("fill") && (none("stroke") || parseFloat(style.strokeWidth) === 0);
  };

  const content = (node) => [...node.childNodes]
    .map((child) => (child.nodeType === 3 ? (WORDS.includes(node.nodeName) ? escaped(child.data) : "") : write(child)))
    .join("");

  const write = (node) => {
    const tag = node.nodeName;
    const apart = node.closest("defs") !== null;
    if (!KEPT[tag] || (!apart && isHidden(node))) return "";
    const within = content(node);
    if (GROUPS.includes(tag)) {
      const attributes = own(node) + (tag === "g" ? look(node, { opacity: "1" }) : "");
      if (!within) return "";
      return tag === "g" && !attributes ? within : `<${tag}${attributes}>${within}</${tag}>`;
    }
    if (WORDS.includes(tag)) {
      if (!within.trim()) return "";
      return `<${tag}${own(node)}${look(node, tag === "text" ? TEXT : lookOfParent(node))}>${within}</${tag}>`;
    }
    if (tag === "path" && !node.getAttribute("d")) return "";
    if (tag === "image" || node.closest("clipPath")) return `<${tag}${own(node)}/>`;
    return isBlank(node) ? "" : `<${tag}${own(node)}${look(node, SHAPE)}/>`;
  };
  return content;
};

const withoutUnused = (svg) => {
  const used = new Set([...svg.matchAll(/url\(#([^)]+)\)/g)].map((found) => found[1]));
  return svg
    .replace(/<clipPath id="([^"]*)".*?<\/clipPath>/g, (all, id) => (used.has(id) ? all : ""))
    .replace(/<defs><\/defs>/g, "");
};

const still = async (figure, place, width, tallest) => {
  const frame = document.body.appendChild(document.createElement("div"));
  const height = Math.min(figure.layout.height, tallest);
  const layout = { ...figure.layout, width, height, autosize: false };
  await Plotly.newPlot(frame, figure.data, layout, { ...figure.config, staticPlot: true, responsive: false });
  const write = pen((name) => name.replaceAll(frame._fullLayout._uid, `still${place}-`));
  const drawn = [...frame.querySelectorAll(".main-svg")].map(write).join("");
  Plotly.purge(frame);
  frame.remove();
  return `<svg class="still" viewBox="0 0 ${width} ${height}" aria-hidden="true">${withoutUnused(drawn)}</svg>`;
};

const stills = async (figures, width, tallest) => {
  const done = [];
  for (const [place, figure] of figures.entries()) done.push(await still(figure, place, width, tallest));
  return done;
};
