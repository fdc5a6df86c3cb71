// A map that moves, for whoever asks for one: Leaflet is fetched at the tap, and lays our own outlines under the dots.
(() => {
  "use strict";

  const figure = document.querySelector("[data-map]");
  if (!figure) return;
  const canvas = figure.querySelector("[data-canvas]");
  const drawing = canvas.querySelector("svg");

  const opener = document.createElement("button");
  opener.type = "button";
  opener.className = "button quiet";
  opener.textContent = figure.dataset.label;
  opener.addEventListener("click", open, { once: true });
  canvas.after(opener);

  async function open() {
    opener.disabled = true;
    try {
      const dots = [...drawing.querySelectorAll("a[data-latitude]")].map(read);
      const [world] = await Promise.all([outlines(), script(), styles()]);
      opener.remove();
      show(dots, world);
    } catch {
      opener.remove(); // the drawing and the table stand as they were
    }
  }

  function read(link) {
    const { latitude, longitude, share } = link.dataset;
    return { at: [Number(latitude), Number(longitude)], share: Number(share), href: link.getAttribute("href"), label: link.getAttribute("aria-label") };
  }

  function show(dots, world) {
    canvas.replaceChildren();
    canvas.className = "moves";
    const map = L.map(canvas, { worldCopyJump: false, minZoom: 1, maxZoom: figure.dataset.tiles ? 16 : 7, zoomSnap: 0.5 });
    map.attributionControl.setPrefix(false);
    if (figure.dataset.tiles) {
      L.tileLayer(figure.dataset.tiles, { attribution: plain(figure.dataset.attribution) }).addTo(map);
    } else {
      L.polygon(world, { className: "outline", interactive: false, color: "", fillColor: "" }).addTo(map);
    }
    for (const dot of dots) {
      const marker = L.circleMarker(dot.at, { radius: Math.max(7, 30 * Math.sqrt(dot.share)), className: "dot", color: "", fillColor: "" });
      const link = document.createElement("a");
      link.href = dot.href;
      link.textContent = dot.label;
      marker.bindPopup(link).bindTooltip(plain(dot.label)).addTo(map);
    }
    const around = L.latLngBounds(dots.map((dot) => dot.at));
    map.fitBounds(around.isValid() ? around.pad(0.2) : [[-50, -170], [75, 170]], { maxZoom: 5 });
    canvas.querySelector(".leaflet-control-zoom-in")?.focus();
  }

  // Our map has one path for each country, in units of its projection: back to degrees, ring by ring.
  async function outlines() {
    if (figure.dataset.tiles) return [];
    const answer = await fetch(figure.dataset.world);
    const world = new DOMParser().parseFromString(await answer.text(), "image/svg+xml");
    return [...world.querySelectorAll("path")].flatMap((path) => rings(path.getAttribute("d"), world));
  }

  function rings(d, world) {
    const [, , width] = world.documentElement.getAttribute("viewBox").split(" ").map(Number);
    return d.split("z").filter(Boolean).map((ring) => {
      const numbers = ring.match(/-?\d+/g).map(Number);
      const points = [];
      let x = 0;
      let y = 0;
      for (let at = 0; at < numbers.length; at += 2) {
        x += numbers[at];
        y += numbers[at + 1];
        points.push(degrees(x, y, width));
      }
      return points;
    });
  }

  // The inverse of Equal Earth (Šavrič, Patterson, Jenny 2018), by Newton's method; as in config/plumbing/charts/projection.py.
  const [A1, A2, A3, A4] = [1.340264, -0.081106, 0.000893, 0.003796];
  const ROOT = Math.sqrt(3) / 2;
  const NORTH = 84;

  const height = (t) => t * (A1 + A2 * t ** 2 + t ** 6 * (A3 + A4 * t ** 2));
  const slope = (t) => A1 + 3 * A2 * t ** 2 + t ** 6 * (7 * A3 + 9 * A4 * t ** 2);

  function degrees(x, y, width) {
    const half = (2 * Math.sqrt(3) * Math.PI) / (3 * A1);
    const scale = width / (2 * half);
    const up = height(Math.asin(ROOT * Math.sin((NORTH * Math.PI) / 180))) - y / scale;
    let theta = up / A1;
    for (let turn = 0; turn < 8; turn += 1) theta -= (height(theta) - up) / slope(theta);
    const latitude = Math.asin(Math.sin(theta) / ROOT);
    const longitude = ((x / scale - half) * 3 * slope(theta)) / (2 * Math.sqrt(3) * Math.cos(theta));
    return [(latitude * 180) / Math.PI, (longitude * 180) / Math.PI];
  }

  function script() {
    return new Promise((done, failed) => {
      const element = document.createElement("script");
      Object.assign(element, { src: figure.dataset.script, onload: done, onerror: failed });
      document.head.append(element);
    });
  }

  function styles() {
    return new Promise((done, failed) => {
      const element = document.createElement("link");
      Object.assign(element, { rel: "stylesheet", href: figure.dataset.style, onload: done, onerror: failed });
      document.head.prepend(element);
    });
  }

  // Leaflet takes texts for HTML.
  function plain(text) {
    const element = document.createElement("span");
    element.textContent = text;
    return element.innerHTML;
  }
})();
