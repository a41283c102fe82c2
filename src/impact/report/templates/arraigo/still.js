// Draw figures one after the other and return each as the SVG of its picture: what does not show is left out.
const KEPT = {
  svg: [], g: ["transform", "clip-path"], defs: [], clipPath: ["id", "transform"], pattern: ["id", "width", "height", "x", "y", "patternUnits", "patternTransform"],
  path: ["d", "transform"], rect: ["x", "y", "width", "height", "rx", "ry", "transform"], circle: ["cx", "cy", "r", "transform"],
  line: ["x1", "y1", "x2", "y2"], text: ["x", "y", "text-anchor", "transform"], tspan: ["x", "y", "dx", "dy"],
  image: ["x", "y", "width", "height", "preserveAspectRatio", "href"],
};
const SHAPE = { fill: "#000", "fill-opacity": "1", stroke: "none", "stroke-opacity": "1", "stroke-width": "1px", "stroke-dasharray": "none", opacity: "1" };
const TEXT = { fill: "#000", "fill-opacity": "1", "font-size": "13px", "font-weight": "400", "font-style": "normal", opacity: "1" };

const shorter = (text) => text
  .replace(/rgb\((\d+), ?(\d+), ?(\d+)\)/g, (_, ...part) => "#" + part.slice(0, 3).map((n) => (+n).toString(16).padStart(2, "0")).join(""))
  .replace(/-?\d*\.\d+(?:e-?\d+)?/g, (digits) => String(+(+digits).toFixed(1)))
  .replace(/(\d)px/g, "$1");

const own = (node, name, key, uid) => {
  const value = node.getAttribute(name);
  if (value === null) return "";
  const plain = value.replace(/url\(['"]?[^#]*#/g, "url(#").replace(/['"]\)/g, ")").replaceAll(uid, key);
  const safe = name === "href" ? (value.startsWith("data:image/png") ? value : "") : name === "id" || name === "clip-path" ? plain : shorter(plain);
  return safe ? ` ${name}="${safe.replaceAll('"', "")}"` : "";
};

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

// A style that differs from what a reader's browser would take anyway; opacities keep two digits.
const look = (node, plain, key, uid) => {
  const style = getComputedStyle(node);
  return Object.keys(plain).map((name) => {
    let value = style.getPropertyValue(name);
    if (name.endsWith("opacity")) value = String(+(+value).toFixed(2));
    else if (value.startsWith("url(")) value = value.replace(/url\(['"]?[^#]*#/, "url(#").replace(/['"]\)/, ")").replaceAll(uid, key).replace(/\).*/, ")");
    else value = shorter(value);
    return value === shorter(plain[name]) || (value === "#000000" && plain[name] === "#000") || value === "0" && name === "stroke-width" ? "" : ` ${name}="${value}"`;
  }).join("");
};

const invisible = (node) => {
  const style = getComputedStyle(node);
  return style.display === "none" || style.visibility === "hidden" || style.opacity === "0";
};

const drawn = (node, key, uid) => {
  const tag = node.nodeName;
  if (!KEPT[tag] || (!node.closest("defs") && invisible(node))) return "";
  const leaf = !["svg", "g", "defs", "clipPath", "pattern"].includes(tag);
  const inside = [...node.childNodes].map((child) => child.nodeType === 3 ? (tag === "text" || tag === "tspan" ? escaped(child.data) : "") : drawn(child, key, uid)).join("");
  if (!leaf && !inside) return "";
  if (tag === "path" && !node.getAttribute("d")) return "";
  if ((tag === "text" || tag === "tspan") && !inside.trim()) return "";
  const words = tag === "text" || tag === "tspan";
  if (leaf && !words && tag !== "image" && !node.closest("clipPath")) {
    const style = getComputedStyle(node);
    const empty = (paint) => style[paint] === "none" || +style[`${paint}Opacity`] === 0 || /, 0\)$/.test(style[paint]);
    if (empty("fill") && (empty("stroke") || parseFloat(style.strokeWidth) === 0)) return "";
  }
  const styled = tag === "tspan" ? { "font-weight": getComputedStyle(node.parentNode).fontWeight, "font-style": getComputedStyle(node.parentNode).fontStyle, "font-size": getComputedStyle(node.parentNode).fontSize } : words ? TEXT : SHAPE;
  const paint = leaf && !node.closest("clipPath") && tag !== "image" ? look(node, styled, key, uid) : "";
  const faded = !leaf && tag === "g" && getComputedStyle(node).opacity !== "1" ? ` opacity="${+(+getComputedStyle(node).opacity).toFixed(2)}"` : "";
  const attributes = KEPT[tag].map((name) => own(node, name, key, uid)).join("") + paint + faded;
  if (tag === "g" && !attributes) return inside;
  return `<${tag}${attributes}>${inside}</${tag}>`.replace(/><\/(path|rect|circle|line|image)>$/, "/>");
};

const still = async (figure, place, width, tallest) => {
  const frame = document.body.appendChild(document.createElement("div"));
  frame.style.width = `${width}px`;
  const layout = { ...figure.layout, width, height: Math.min(figure.layout.height, tallest), autosize: false };
  await Plotly.newPlot(frame, figure.data, layout, { ...figure.config, staticPlot: true, responsive: false });
  const { _uid: uid, height } = frame._fullLayout;
  const layers = [...frame.querySelectorAll(".main-svg")];
  const key = `s${place}`;
  const inside = layers.map((svg) => drawn(svg, key, uid).replace(/^<svg[^>]*>|<\/svg>$/g, "")).join("");
  Plotly.purge(frame);
  frame.remove();
  const used = new Set([...inside.matchAll(/url\(#([^)]+)\)/g)].map((found) => found[1]));
  const needed = inside.replace(/<clipPath id="([^"]*)".*?<\/clipPath>/g, (all, id) => (used.has(id) ? all : "")).replace(/<defs><\/defs>/g, "");
  return `<svg class="still" viewBox="0 0 ${width} ${Math.round(height)}" aria-hidden="true">${needed}</svg>`;
};

const stills = async (figures, width, tallest) => {
  const done = [];
  for (const [place, figure] of figures.entries()) done.push(await still(figure, place, width, tallest));
  return done;
};
